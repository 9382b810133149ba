import type { Clock } from '../../base/clock.ts'
import type { Address, Connection, Listener, Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { words } from '../words/table.ts'
import type { ZooKeeperServer } from './zookeeper-server.ts'

export interface ClientPortOptions {
  readonly config: ZooKeeperConfig
  readonly transport: Transport
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
  #server: ZooKeeperServer | undefined

  private constructor(options: ClientPortOptions) {
    this.#options = options
  }

  /** Rejects with the network's error (`EADDRINUSE`, …). */
  static async open(options: ClientPortOptions): Promise<ClientPort> {
    const { config, transport } = options
    const port = new ClientPort(options)
    const address = { host: config.clientPortAddress ?? '', port: config.clientPort }
    port.#listener = await transport.listen(address, (connection) => port.#accept(connection))
    return port
  }

  /** Listens there in place of where it did; who is connected stays. Rejects as `open`, and listens where it did then. */
  async move(address: Address): Promise<void> {
    const { host, port } = this.address
    if (address.host === host && address.port === port) return
    const before = this.#listener
    this.#listener = await this.#options.transport.listen(address, (connection) => this.#accept(connection))
    await before?.close()
  }

  get address(): Address {
    return this.#listener?.address ?? { host: '', port: 0 }
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
    for (const connection of this.#idle) connection.destroy()
    await this.#listener?.close()
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
