import type { Logger } from '../../base/logger.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { advertisedListeners, type Endpoint, listeners } from '../configs/listeners.ts'
import type { SocketServer } from './socket-server.ts'

export interface ServerListenersOptions {
  readonly sockets: SocketServer
  readonly config: BrokerConfig
  /** What others call this machine, for listeners without a host. */
  readonly hostName: string
  readonly logger: Logger
}

/** Where a broker listens, and where it says that it does. Both may change while it runs. */
export class ServerListeners {
  readonly #options: ServerListenersOptions
  #bound: Endpoint[] = []
  #advertised: readonly Endpoint[] = []
  #following: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: ServerListenersOptions) {
    this.#options = options
  }

  get advertised(): readonly Endpoint[] {
    return this.#advertised
  }

  /** Opens the sockets. Throws Kafka's words when one is taken. */
  async open(): Promise<void> {
    const { sockets, config, hostName } = this.#options
    this.#bound = await sockets.bind(listeners(config))
    this.#advertised = advertisedListeners(config, this.#bound, hostName)
  }

  /** From now on does what the configs say; `changed` hears when others have to be told. */
  follow(changed: () => Promise<void>): void {
    this.#options.config.onChange(() => {
      this.#following = this.#following.then(() => this.#adapt(changed)).catch((error) => this.#failed(error))
    })
  }

  close(): void {
    this.#closed = true
  }

  /** As in Kafka a listener is its name: one that stays keeps its socket, whatever its address says now. */
  async #adapt(changed: () => Promise<void>): Promise<void> {
    if (this.#closed) return
    const { sockets, config, hostName } = this.#options
    const wanted = listeners(config)
    const isIn = (endpoints: readonly Endpoint[], { listener }: Endpoint) =>
      endpoints.some((endpoint) => endpoint.listener === listener)
    const removed = this.#bound.filter((endpoint) => !isIn(wanted, endpoint))
    const added = wanted.filter((endpoint) => !isIn(this.#bound, endpoint))
    for (const { listener } of removed) await sockets.unbind(listener)
    this.#bound = this.#bound.filter((endpoint) => isIn(wanted, endpoint))
    if (added.length > 0) this.#bound.push(...(await sockets.bind(added)))
    const advertised = advertisedListeners(config, this.#bound, hostName)
    if (JSON.stringify(advertised) === JSON.stringify(this.#advertised)) return
    this.#advertised = advertised
    await changed()
  }

  #failed(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error)
    this.#options.logger.error(`The listeners could not be changed: ${text}`)
  }
}
