import type { Clock, Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { ClientConnection } from '../../net/client-connection.ts'
import type { Address, Transport } from '../../net/transport.ts'
import type { Api } from '../../wire/kafka/api.ts'
import { decodeResponse, encodeRequestFrame } from '../../wire/kafka/headers.ts'
import type { InputOf, Message, TypeOf } from '../../wire/schema/index.ts'

interface Queued {
  readonly name: string
  send(connection: ClientConnection, timeoutMs: number): Promise<void>
}

export interface ChannelOptions {
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  readonly clientId: string
  /** controller.socket.timeout.ms */
  readonly timeoutMs: number
}

const retryMs = 100

/** One broker's queue of control requests: one under way at a time, each tried until it is answered or the broker is gone. */
class BrokerChannel {
  readonly #options: ChannelOptions
  #address: Address
  readonly #queue: Queued[] = []
  #connection: ClientConnection | undefined
  #running = false
  #closed = false
  #pause: Timer | undefined

  constructor(address: Address, options: ChannelOptions) {
    this.#address = address
    this.#options = options
  }

  /** What is queued goes on to where the broker is now. */
  move(address: Address): void {
    this.#address = address
    this.#connection?.close()
  }

  put(request: Queued): void {
    this.#queue.push(request)
    if (!this.#running) void this.#run()
  }

  close(): void {
    this.#closed = true
    this.#queue.length = 0
    this.#pause?.cancel()
    this.#connection?.close()
  }

  async #run(): Promise<void> {
    this.#running = true
    for (let next = this.#queue[0]; next !== undefined && !this.#closed; next = this.#queue[0]) {
      if (await this.#attempt(next)) this.#queue.shift()
      else await new Promise<void>((resolve) => (this.#pause = this.#options.clock.after(retryMs, resolve)))
    }
    this.#running = false
  }

  async #attempt(request: Queued): Promise<boolean> {
    const { timeoutMs, logger } = this.#options
    try {
      const connection = await this.#connected()
      await request.send(connection, timeoutMs)
      return true
    } catch (error) {
      if (this.#closed) return false
      const { host, port } = this.#address
      logger.warn(
        `Sending ${request.name} to ${host}:${port} failed: ${error instanceof Error ? error.message : error}`,
      )
      this.#connection?.close()
      this.#connection = undefined
      return false
    }
  }

  async #connected(): Promise<ClientConnection> {
    if (this.#connection !== undefined && !this.#connection.closed) return this.#connection
    const { transport, timeoutMs, clock } = this.#options
    const socket = await transport.connect(this.#address, { timeoutMs })
    const connection = new ClientConnection(socket, { clock })
    if (this.#closed) connection.close()
    this.#connection = connection
    return connection
  }
}

/** The controller's connections to the brokers, itself included. */
export class ControllerChannels {
  readonly #options: ChannelOptions
  readonly #channels = new Map<number, BrokerChannel>()

  constructor(options: ChannelOptions) {
    this.#options = { ...options, logger: options.logger.named('kafka.controller.ControllerChannelManager') }
  }

  add(brokerId: number, address: Address): void {
    this.remove(brokerId)
    this.#channels.set(brokerId, new BrokerChannel(address, this.#options))
  }

  /** The broker has another address from now on. */
  move(brokerId: number, address: Address): void {
    this.#channels.get(brokerId)?.move(address)
  }

  remove(brokerId: number): void {
    this.#channels.get(brokerId)?.close()
    this.#channels.delete(brokerId)
  }

  close(): void {
    for (const id of [...this.#channels.keys()]) this.remove(id)
  }

  /** Queues a request for a broker; one that is not there (any more) gets nothing. */
  send<Q extends Message, R extends Message>(
    brokerId: number,
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
    answered: (response: TypeOf<R>) => void,
  ): void {
    const { clientId } = this.#options
    this.#channels.get(brokerId)?.put({
      name: api.name,
      send: async (connection, timeoutMs) => {
        const request = (id: number) => encodeRequestFrame(api.request, version, id, clientId, body)
        const frame = await connection.request(request, timeoutMs)
        answered(decodeResponse(api.response, version, frame))
      },
    })
  }
}
