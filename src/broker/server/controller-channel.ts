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

/** What a broker asks of the controller, wherever that is: over the network, even when it is the broker itself. */
export class ControllerChannel {
  readonly #options: ControllerChannelOptions
  #open: { readonly node: Node; readonly connection: ClientConnection } | undefined

  constructor(options: ControllerChannelOptions) {
    this.#options = options
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

  async #connected(): Promise<ClientConnection> {
    const { metadata, transport, clock, listener, timeoutMs } = this.#options
    const node = metadata.endpoint(metadata.controllerId ?? -1, listener())
    if (node === undefined) throw new KafkaError('NOT_CONTROLLER')
    const { host, port } = node
    const known = this.#open
    if (known?.node.host === host && known.node.port === port && !known.connection.closed) return known.connection
    known?.connection.close()
    const connection = new ClientConnection(await transport.connect({ host, port }, { timeoutMs }), { clock })
    this.#open = { node, connection }
    return connection
  }

  close(): void {
    this.#open?.connection.close()
  }
}
