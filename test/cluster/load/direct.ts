import { BrokerConnection } from '../../../src/client/broker-connection.ts'
import type { Api } from '../../../src/wire/kafka/api.ts'
import type { InputOf, Message, TypeOf } from '../../../src/wire/schema/index.ts'
import { brokerPort } from '../broker-node.ts'
import type { ClientNode } from '../client-node.ts'

/** Requests to brokers by their ids, without a client's cleverness. */
export class Direct {
  readonly #client: ClientNode
  readonly #open = new Map<number, BrokerConnection>()

  constructor(client: ClientNode) {
    this.#client = client
  }

  /** Rejects when the broker can't be reached or does not answer within two seconds. */
  async ask<Q extends Message, R extends Message>(
    broker: number,
    api: Api<Q, R>,
    body: InputOf<Q>,
    timeoutMs = 2000,
  ): Promise<TypeOf<R>> {
    const connection = await this.#connect(broker)
    try {
      return await connection.send(api, connection.version(api.request), body, timeoutMs)
    } catch (error) {
      connection.close()
      throw error
    }
  }

  async #connect(broker: number): Promise<BrokerConnection> {
    const open = this.#open.get(broker)
    if (open !== undefined && !open.closed) return open
    const { clock, transport } = this.#client.io
    const socket = await transport.connect({ host: `broker-${broker}`, port: brokerPort }, { timeoutMs: 2000 })
    const connection = await BrokerConnection.open(socket, {
      clock,
      clientId: this.#client.process.name,
      timeoutMs: 2000,
    })
    this.#open.set(broker, connection)
    return connection
  }

  close(): void {
    for (const connection of this.#open.values()) connection.close()
  }
}
