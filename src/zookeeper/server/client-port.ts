import type { Clock } from '../../base/clock.ts'
import type { Address, Connection, Listener, Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { words } from '../words/table.ts'
import type { ZooKeeperServer } from './zookeeper-server.ts'

export interface ClientPortOptions {
  readonly config: ZooKeeperConfig
  readonly transport: Transport
  readonly clientTransport?: Transport
  readonly secureTransport?: Transport
  readonly clock: Clock
}

/** Who connects and says nothing is sent away after this time. */
const silenceMs = 10_000

/** Words that are answered even while nobody serves. */
const withoutServer: Readonly<Record<string, string>> = { ruok: 'imok', isro: 'null' }

/** Where clients come in. It is open as long as the process lives, also while a server of an ensemble serves nobody. */
export class ClientPort {
  readonly #options: ClientPortOptions
  readonly #idle = new Set<Connection>()
  #listener: Listener | undefined
  #secure: Listener | undefined
  #server: ZooKeeperServer | undefined
  /** Moves one after the other. */
  #moving: Promise<void> = Promise.resolve()
  #isClosed = false

  private constructor(options: ClientPortOptions) {
    this.#options = options
  }

  /** Rejects with the network's error (`EADDRINUSE`, …). */
  static async open(options: ClientPortOptions): Promise<ClientPort> {
    const { config } = options
    const port = new ClientPort(options)
    try {
      if (config.clientPort >= 0) {
        port.#listener = await port.#listen({ host: config.clientPortAddress ?? '', port: config.clientPort })
      }
      port.#secure = await port.#listenSecurely()
      return port
    } catch (error) {
      await port.close()
      throw error
    }
  }

  /** Listens there in place of where it did; who is connected stays. Rejects as `open`, and listens where it did then. */
  move(address: Address): Promise<void> {
    const moving = this.#moving.then(() => this.#moveTo(address))
    this.#moving = moving.catch(() => {})
    return moving
  }

  async #moveTo(address: Address): Promise<void> {
    const before = this.#listener
    const { host, port } = before?.address ?? {}
    if (this.#isClosed || (address.host === host && address.port === port)) return
    // Two listeners can't share a port, whatever their hosts are.
    if (address.port === port) await before?.close()
    try {
      this.#listener = await this.#listen(address)
    } catch (error) {
      if (before !== undefined && address.port === port) this.#listener = await this.#listen(before.address)
      throw error
    }
    if (address.port !== port) await before?.close()
  }

  /** Where clients come in without TLS; where there is no such port, with it. */
  get address(): Address {
    return this.#listener?.address ?? this.#secure?.address ?? { host: '', port: 0 }
  }

  /** The ports as words tell them: -1 where there is none. */
  get numbers(): { clientPort: number; secureClientPort: number } {
    return { clientPort: this.#listener?.address.port ?? -1, secureClientPort: this.#secure?.address.port ?? -1 }
  }

  /** Who serves at the moment. */
  get server(): ZooKeeperServer | undefined {
    return this.#server
  }

  /** Who serves from now on; undefined is nobody. */
  serve(server: ZooKeeperServer | undefined): void {
    this.#server = server
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#moving
    for (const connection of this.#idle) connection.destroy()
    await this.#listener?.close()
    await this.#secure?.close()
  }

  #listen(address: Address): Promise<Listener> {
    const { transport, clientTransport = transport } = this.#options
    return clientTransport.listen({ ...address, ...this.#backlog }, (connection) => this.#accept(connection))
  }

  get #backlog(): { backlog?: number } {
    const { clientPortListenBacklog } = this.#options.config
    return clientPortListenBacklog < 0 ? {} : { backlog: clientPortListenBacklog }
  }

  async #listenSecurely(): Promise<Listener | undefined> {
    const { config, secureTransport } = this.#options
    const { port, address = '' } = config.clientTls ?? {}
    if (port === undefined) return undefined
    return secureTransport?.listen({ host: address, port, ...this.#backlog }, (connection) => this.#accept(connection))
  }

  #accept(connection: Connection): void {
    if (this.#server === undefined) this.#refuse(connection)
    else this.#server.accept(connection)
  }

  /** Nobody serves: words are told so, clients are sent away to look for another server. */
  #refuse(connection: Connection): void {
    let first = Buffer.alloc(0)
    this.#idle.add(connection)
    const patience = this.#options.clock.after(silenceMs, () => connection.end())
    connection.onClose(() => {
      patience.cancel()
      this.#idle.delete(connection)
    })
    connection.onData((chunk) => {
      first = Buffer.concat([first, chunk])
      if (first.length < 4) return
      const word = first.toString('latin1', 0, 4)
      if (words.has(word)) connection.write([Buffer.from(this.#answer(word))])
      connection.end()
    })
  }

  #answer(word: string): string {
    const { fourLetterWords } = this.#options.config
    if (fourLetterWords !== undefined && !fourLetterWords.has(word)) {
      return `${word} is not executed because it is not in the whitelist.\n`
    }
    return withoutServer[word] ?? 'This ZooKeeper instance is not currently serving requests\n'
  }
}
