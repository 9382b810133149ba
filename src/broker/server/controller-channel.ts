import type { Clock } from '../../base/clock.ts'
import { ClientConnection } from '../../net/client-connection.ts'
import type { Transport } from '../../net/transport.ts'
import type { Api } from '../../wire/kafka/api.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { decodeResponse, encodeRequestFrame } from '../../wire/kafka/headers.ts'
import type { InputOf, Message, TypeOf } from '../../wire/schema/index.ts'
import type { MetadataCache, Node } from '../metadata/cache.ts'

export interface ControllerChannelOptions {
  readonly brokerId: number
  readonly metadata: MetadataCache
  readonly transport: Transport
  readonly clock: Clock
  /** The listener by which brokers reach each other. */
  readonly listener: () => string
  readonly timeoutMs: number
}

interface Open {
  readonly node: Node
  ready?: Promise<ClientConnection>
  connection?: ClientConnection
}

/** What a broker asks of the controller, wherever that is: over the network, even when it is the broker itself. */
export class ControllerChannel {
  readonly #options: ControllerChannelOptions
  readonly #unsubscribe: () => void
  #open: Open | undefined
  #closed = false

  constructor(options: ControllerChannelOptions) {
    this.#options = options
    this.#unsubscribe = options.metadata.onUpdate(() => this.#controllerMayHaveMoved())
  }

  /** One attempt. Rejects with NOT_CONTROLLER when none is known, and with the connection's error. */
  async call<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
  ): Promise<TypeOf<R>> {
    const { brokerId, timeoutMs } = this.#options
    const connection = await this.#connected()
    const request = (id: number) => encodeRequestFrame(api.request, version, id, String(brokerId), body)
    return decodeResponse(api.response, version, await connection.request(request, timeoutMs))
  }

  #controller(): Node | undefined {
    const { metadata, listener } = this.#options
    return metadata.endpoint(metadata.controllerId ?? -1, listener())
  }

  #connected(): Promise<ClientConnection> {
    const node = this.#controller()
    if (node === undefined || this.#closed) return Promise.reject(new KafkaError('NOT_CONTROLLER'))
    const known = this.#open
    if (known?.ready !== undefined && isSame(known.node, node) && known.connection?.closed !== true) return known.ready
    known?.connection?.close()
    const open: Open = { node }
    this.#open = open
    open.ready = this.#connect(open)
    return open.ready
  }

  async #connect(open: Open): Promise<ClientConnection> {
    const { transport, clock, timeoutMs } = this.#options
    const { host, port } = open.node
    try {
      const connection = new ClientConnection(await transport.connect({ host, port }, { timeoutMs }), { clock })
      open.connection = connection
      if (this.#open !== open) connection.close()
      return connection
    } catch (error) {
      if (this.#open === open) this.#open = undefined
      throw error
    }
  }

  /** A controller that froze answers nobody: who waits for it need not wait longer than until there is another. */
  #controllerMayHaveMoved(): void {
    const node = this.#controller()
    if (this.#open !== undefined && node !== undefined && !isSame(this.#open.node, node)) this.#hangUp()
  }

  #hangUp(): void {
    const open = this.#open
    this.#open = undefined
    open?.connection?.close()
  }

  close(): void {
    this.#closed = true
    this.#unsubscribe()
    this.#hangUp()
  }
}

const isSame = (one: Node, other: Node) => one.id === other.id && one.host === other.host && one.port === other.port
