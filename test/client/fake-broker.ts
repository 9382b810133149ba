import { FrameSplitter } from '../../src/net/frames.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { Connection, Listener } from '../../src/net/transport.ts'
import type { Api } from '../../src/wire/kafka/api.ts'
import { ApiVersions } from '../../src/wire/kafka/api-versions.ts'
import { decodeRequestHeader, encodeResponseFrame } from '../../src/wire/kafka/headers.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { decode, type InputOf, type Message, type TypeOf } from '../../src/wire/schema/index.ts'

type Answer = (frame: Buffer) => Uint8Array[] | 'hang up' | 'silence'

/** A broker made of answers, on a real port. */
export class FakeBroker {
  readonly requests: { apiKey: number; apiVersion: number; clientId: string | null }[] = []
  readonly #answers = new Map<number, Answer>()
  readonly #connections = new Set<Connection>()
  #listener: Listener | undefined

  static async start(): Promise<FakeBroker> {
    const broker = new FakeBroker()
    broker.#listener = await tcpTransport.listen({ host: '127.0.0.1', port: 0 }, (connection) =>
      broker.#serve(connection),
    )
    broker.on(ApiVersions, () => ({ errorCode: 0, apiKeys: broker.#ranges() }))
    broker.on(Metadata, () => ({ brokers: [broker.self], controllerId: 0, clusterId: 'fake', topics: [] }))
    return broker
  }

  get port(): number {
    return this.#listener?.address.port ?? 0
  }

  get self() {
    return { nodeId: 0, host: '127.0.0.1', port: this.port, rack: null }
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  /** Answers the API's requests from now on. */
  on<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    answer: (request: TypeOf<Q>, version: number) => InputOf<R> | 'hang up' | 'silence',
    options: { answerVersion?: number } = {},
  ): void {
    this.#answers.set(api.key, (frame) => {
      const { apiVersion, correlationId, bodyOffset } = decodeRequestHeader(frame)
      const result = answer(decode(api.request, apiVersion, frame, bodyOffset), apiVersion)
      if (result === 'hang up' || result === 'silence') return result
      const parts = encodeResponseFrame(api.response, options.answerVersion ?? apiVersion, correlationId, result)
      return parts.filter((part) => part instanceof Uint8Array)
    })
  }

  /** Answers the API's requests with these very bytes. */
  onRaw(key: number, answer: Answer): void {
    this.#answers.set(key, answer)
  }

  async stop(): Promise<void> {
    await this.#listener?.close()
    for (const connection of this.#connections) connection.destroy()
  }

  #ranges() {
    return [...this.#answers.keys()].map((apiKey) => ({ apiKey, minVersion: 0, maxVersion: 99 }))
  }

  #serve(connection: Connection): void {
    this.#connections.add(connection)
    connection.onClose(() => this.#connections.delete(connection))
    const splitter = new FrameSplitter(1_000_000)
    connection.onData((chunk) => {
      for (const frame of splitter.push(chunk)) this.#answer(connection, frame)
    })
  }

  #answer(connection: Connection, frame: Buffer): void {
    const { apiKey, apiVersion, clientId } = decodeRequestHeader(frame)
    this.requests.push({ apiKey, apiVersion, clientId })
    const answer = this.#answers.get(apiKey)?.(frame) ?? 'hang up'
    if (answer === 'hang up') connection.destroy()
    else if (answer !== 'silence') connection.write(answer)
  }
}
