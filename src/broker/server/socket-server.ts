import { type Clock, every, type Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { ServerConnection } from '../../net/server-connection.ts'
import type { Connection, Listener, Transport } from '../../net/transport.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import type { Endpoint } from '../configs/listeners.ts'
import type { ConnectionFacts, RequestHandler } from './request-handler.ts'

export interface SocketServerOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  readonly config: BrokerConfig
}

/** How often idle connections are looked for, as a part of the time that they may be idle. */
const idleChecks = 4

interface Open {
  readonly connection: ServerConnection
  readonly endpoint: Endpoint
  lastActive: number
}

/** The listeners of a broker. They take connections as soon as they are bound, and serve them once there is a handler. */
export class SocketServer {
  readonly #options: SocketServerOptions
  readonly #logger: Logger
  /** By their names. */
  readonly #listeners = new Map<string, Listener>()
  readonly #open = new Set<Open>()
  #handler: RequestHandler | undefined
  #sweep: Timer | undefined
  #serial = 0

  constructor(options: SocketServerOptions) {
    this.#options = options
    this.#logger = options.logger.named('kafka.network.SocketServer')
  }

  /** Opens the sockets; the result says on which ports. Throws Kafka's words when one is taken. */
  async bind(endpoints: readonly Endpoint[]): Promise<Endpoint[]> {
    const bound: Endpoint[] = []
    for (const endpoint of endpoints) bound.push(await this.#bind(endpoint))
    return bound
  }

  async #bind(endpoint: Endpoint): Promise<Endpoint> {
    const { host, port } = endpoint
    try {
      const listener = await this.#options.transport.listen({ host, port }, (socket) => this.#accept(socket, endpoint))
      this.#listeners.set(endpoint.listener, listener)
      return { ...endpoint, port: listener.address.port }
    } catch (error) {
      const reason = isTaken(error) ? 'Address already in use' : error instanceof Error ? error.message : String(error)
      throw new Error(`Socket server failed to bind to ${host || '0.0.0.0'}:${port}: ${reason}.`, { cause: error })
    }
  }

  /** Ends one listener, and the connections that came by it. */
  async unbind(name: string): Promise<void> {
    const listener = this.#listeners.get(name)
    this.#listeners.delete(name)
    await listener?.close()
    for (const { connection, endpoint } of [...this.#open]) if (endpoint.listener === name) connection.destroy()
  }

  /** From now on requests are served. */
  start(handler: RequestHandler): void {
    this.#handler = handler
    for (const { connection } of this.#open) connection.unmute()
    const idleMs = this.#options.config.get('connections.max.idle.ms')
    if (idleMs > 0) this.#sweep = every(this.#options.clock, idleMs / idleChecks, () => this.#closeIdle(idleMs))
  }

  #accept(socket: Connection, endpoint: Endpoint): void {
    const { local, remote } = socket
    const connectionSerial = this.#serial++
    const facts: ConnectionFacts = {
      principal: 'User:ANONYMOUS',
      clientHost: remote.host,
      listener: endpoint.listener,
      connectionId: `${local.host}:${local.port}-${remote.host}:${remote.port}-${connectionSerial}`,
      connectionSerial,
    }
    const connection = new ServerConnection(socket, {
      maxFrame: this.#options.config.get('socket.request.max.bytes'),
      handle: (frame) => {
        open.lastActive = this.#options.clock.elapsed()
        return this.#handler?.handle(frame, facts)
      },
      onClose: (error) => {
        this.#open.delete(open)
        if (error !== undefined) this.#logger.debug(`Connection ${facts.connectionId} closed: ${error.message}`)
      },
    })
    const open: Open = { connection, endpoint, lastActive: this.#options.clock.elapsed() }
    this.#open.add(open)
    if (this.#handler === undefined) connection.mute()
  }

  #closeIdle(idleMs: number): void {
    const oldest = this.#options.clock.elapsed() - idleMs
    for (const { connection, lastActive } of this.#open) if (lastActive < oldest) connection.destroy()
  }

  /** Takes no more connections, and serves no more requests. */
  async stopServing(): Promise<void> {
    this.#sweep?.cancel()
    await Promise.all([...this.#listeners.values()].map((listener) => listener.close()))
    for (const { connection } of this.#open) connection.mute()
  }

  close(): void {
    for (const { connection } of [...this.#open]) connection.destroy()
  }
}

const isTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
