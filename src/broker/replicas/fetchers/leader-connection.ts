import type { Clock } from '../../../base/clock.ts'
import { ClientConnection } from '../../../net/client-connection.ts'
import { KeptMemory } from '../../../net/frame-memory.ts'
import type { Connection, Transport } from '../../../net/transport.ts'
import type { Api } from '../../../wire/kafka/api.ts'
import { decodeResponse, encodeRequestFrame } from '../../../wire/kafka/headers.ts'
import type { InputOf, Message, TypeOf } from '../../../wire/schema/index.ts'
import type { BrokerConfig } from '../../configs/broker-config.ts'
import type { MetadataCache } from '../../metadata/cache.ts'

export interface LeaderConnectionOptions {
  readonly leader: number
  readonly clientId: string
  readonly metadata: MetadataCache
  readonly transport: Transport
  readonly clock: Clock
  /** The listener by which brokers reach each other. */
  readonly listener: () => string
  readonly config: BrokerConfig
}

/** The way to one leader: looked up and opened anew whenever it is needed and not there. */
export class LeaderConnection {
  readonly #options: LeaderConnectionOptions
  #open: ClientConnection | undefined
  readonly #memory = new KeptMemory()
  #closed = false
  #abandon: (reason: Error) => void = () => {}

  constructor(options: LeaderConnectionOptions) {
    this.#options = options
  }

  /** Rejects when the leader is not known, can't be reached or does not answer in time. */
  call<Q extends Message, R extends Message>(api: Api<Q, R>, version: number, body: InputOf<Q>): Promise<TypeOf<R>> {
    return this.borrow(api, version, body, (response) => response)
  }

  /** The same for a large answer, whose bytes (of records) are only there until `use` returns. */
  async borrow<Q extends Message, R extends Message, T>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
    use: (response: TypeOf<R>) => T,
  ): Promise<T> {
    const { clientId, config } = this.#options
    const connection = this.#open === undefined || this.#open.closed ? await this.#connect() : this.#open
    const request = (id: number) => encodeRequestFrame(api.request, version, id, clientId, body)
    return connection.borrow(request, config.get('replica.socket.timeout.ms'), (frame) =>
      use(decodeResponse(api.response, version, frame)),
    )
  }

  #connect(): Promise<ClientConnection> {
    const { leader, metadata, transport, config, listener } = this.#options
    const node = metadata.endpoint(leader, listener())
    if (node === undefined) return Promise.reject(new Error(`broker ${leader} is not among the live ones`))
    const address = { host: node.host, port: node.port }
    const timeoutMs = config.get('socket.connection.setup.timeout.ms')
    return new Promise((resolve, reject) => {
      this.#abandon = reject
      transport.connect(address, { timeoutMs }).then((connection) => resolve(this.#opened(connection)), reject)
    })
  }

  #opened(connection: Connection): ClientConnection {
    const open = new ClientConnection(connection, { clock: this.#options.clock, memory: this.#memory })
    if (this.#closed) open.close()
    this.#open = open
    return open
  }

  /** Ends what is under way. */
  close(): void {
    this.#closed = true
    this.#open?.close()
    this.#abandon(new Error('the fetcher was closed'))
  }

  /** What comes next begins on a new connection. */
  reset(): void {
    this.#open?.close()
    this.#open = undefined
  }
}
