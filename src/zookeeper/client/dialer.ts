import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Connection, Transport } from '../../net/transport.ts'
import { type ServerAddress, ServerList } from './server-list.ts'
import { UnresolvedError } from './throwable-text.ts'

export interface DialerOptions {
  readonly servers: readonly Address[]
  /** In milliseconds; each server gets its share of it. */
  readonly sessionTimeoutMs: number
  readonly transport: Transport
  readonly random: Random
  readonly logger: Logger
}

/** Opens sockets to one server after the other. */
export class Dialer {
  readonly #options: DialerOptions
  readonly #servers: ServerList

  constructor(options: DialerOptions) {
    this.#options = options
    this.#servers = new ServerList(options.servers, options.random)
  }

  /** True when every server was tried since the last success: time to wait a little. */
  get roundIsOver(): boolean {
    return this.#servers.roundIsOver
  }

  succeeded(): void {
    this.#servers.succeeded()
  }

  next(): Promise<ServerAddress> {
    return this.#servers.next(this.#options.transport)
  }

  /** Rejects with the transport's error, or an UnresolvedError. */
  async open(server: ServerAddress): Promise<Connection> {
    const { transport, logger, sessionTimeoutMs } = this.#options
    const name = describeServer(server)
    if (server.ip === undefined) throw this.#unresolved(name, server)
    logger.info(`Opening socket connection to server ${name}.`)
    const timeoutMs = Math.ceil(sessionTimeoutMs / Math.max(1, this.#servers.size))
    const { host, port } = server.name
    return transport.connect({ host: server.ip, port }, { timeoutMs, serverName: host })
  }

  #unresolved(name: string, { name: { host } }: ServerAddress): UnresolvedError {
    const cause = `java.net.UnknownHostException: ${host}: Name or service not known`
    const logger = this.#options.logger.named('org.apache.zookeeper.client.StaticHostProvider')
    logger.error(`Unable to resolve address: ${name}`, cause)
    return new UnresolvedError(name)
  }
}

/** As ZooKeeper's client names it, which looks an address' name up; the one that is the same everywhere needs no look. */
export function describeServer({ name, ip }: ServerAddress): string {
  const host = name.host === '127.0.0.1' ? 'localhost' : name.host
  return `${host}/${ip ?? '<unresolved>'}:${name.port}`
}
