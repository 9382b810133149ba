import type { Clock } from '../../../base/clock.ts'
import { ClientConnection } from '../../../net/client-connection.ts'
import type { Transport } from '../../../net/transport.ts'
import type { Api } from '../../../wire/kafka/api.ts'
import { decodeResponse, encodeRequestFrame } from '../../../wire/kafka/headers.ts'
import type { InputOf, Message, TypeOf } from '../../../wire/schema/index.ts'
import type { MetadataCache } from '../../metadata/cache.ts'

export interface LeaderConnectionOptions {
  readonly leader: number
  readonly clientId: string
  readonly metadata: MetadataCache
  readonly transport: Transport
  readonly clock: Clock
  /** The listener by which brokers reach each other. */
  readonly listener: () => string
  /** replica.socket.timeout.ms */
  readonly timeoutMs: () => number
}

/** The way to one leader: looked up and opened anew whenever it is needed and not there. */
export class LeaderConnection {
  readonly #options: LeaderConnectionOptions
  #open: ClientConnection | undefined
  #closed = false

  constructor(options: LeaderConnectionOptions) {
    this.#options = options
  }

  /** Rejects when the leader is not known, can't be reached or does not answer in time. */
  async call<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
  ): Promise<TypeOf<R>> {
    const connection = this.#open === undefined || this.#open.closed ? await this.#connect() : this.#open
    const request = (id: number) => encodeRequestFrame(api.request, version, id, this.#options.clientId, body)
    const frame = await connection.request(request, this.#options.timeoutMs())
    return decodeResponse(api.response, version, frame)
  }

  async #connect(): Promise<ClientConnection> {
    const { leader, metadata, transport, clock, listener, timeoutMs } = this.#options
    const node = metadata.endpoint(leader, listener())
    if (node === undefined) throw new Error(`broker ${leader} is not among the live ones`)
    const address = { host: node.host, port: node.port }
    const connection = new ClientConnection(await transport.connect(address, { timeoutMs: timeoutMs() }), { clock })
    this.#open = connection
    if (this.#closed) {
      connection.close()
      throw new Error('the fetcher was closed')
    }
    return connection
  }

  /** Ends what is under way. */
  close(): void {
    this.#closed = true
    this.#open?.close()
  }

  /** What comes next begins on a new connection. */
  reset(): void {
    this.#open?.close()
    this.#open = undefined
  }
}
