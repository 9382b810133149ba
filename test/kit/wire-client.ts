import { systemClock } from '../../src/base/clock.ts'
import { ClientConnection } from '../../src/net/client-connection.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { Api } from '../../src/wire/kafka/api.ts'
import { CreateTopics } from '../../src/wire/kafka/create-topics.ts'
import { errorName } from '../../src/wire/kafka/errors.ts'
import { Fetch } from '../../src/wire/kafka/fetch.ts'
import { decodeResponse, encodeRequestFrame } from '../../src/wire/kafka/headers.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { Produce } from '../../src/wire/kafka/produce.ts'
import { batches } from '../../src/wire/records/batch.ts'
import { type LogRecord, records } from '../../src/wire/records/record.ts'
import { type InputOf, type Message, type TypeOf, zeroUuid } from '../../src/wire/schema/index.ts'
import { eventually } from './servers.ts'

const timeoutMs = 30_000

/** Speaks to one broker in plain requests, with no retries and no opinions, so that a test sees each answer as it is. */
export class WireClient {
  readonly #connection: ClientConnection

  private constructor(connection: ClientConnection) {
    this.#connection = connection
  }

  static async connect(port: number): Promise<WireClient> {
    const connection = await tcpTransport.connect({ host: 'localhost', port }, { timeoutMs })
    return new WireClient(new ClientConnection(connection, { clock: systemClock }))
  }

  /** Runs `use` with a client that is closed after it. */
  static async with<T>(port: number, use: (client: WireClient) => Promise<T>): Promise<T> {
    const client = await WireClient.connect(port)
    try {
      return await use(client)
    } finally {
      client.close()
    }
  }

  async ask<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
  ): Promise<TypeOf<R>> {
    const frame = await this.#connection.request(
      (correlationId) => encodeRequestFrame(api.request, version, correlationId, 'test', body),
      timeoutMs,
    )
    return decodeResponse(api.response, version, frame)
  }

  close(): void {
    this.#connection.close()
  }

  /** Creates a topic and waits for its leaders. */
  async createTopic(name: string, settings: Record<string, string> = {}, numPartitions = 1, replicationFactor = 1) {
    const configs = Object.entries(settings).map(([key, value]) => ({ name: key, value }))
    const topics = [{ name, numPartitions, replicationFactor, assignments: [], configs }]
    const answer = await this.ask(CreateTopics, 5, { topics })
    const code = answer.topics[0]?.errorCode ?? -1
    if (code !== 0) throw new Error(`${name}: ${errorName(code)}`)
    await this.led(name)
  }

  /** Waits until the broker knows the topic and a leader for each of its partitions. */
  led(name: string): Promise<void> {
    return eventually(`${name} has leaders`, () => this.#isLed(name))
  }

  async #isLed(name: string): Promise<boolean> {
    const { topics } = await this.ask(Metadata, 8, { topics: [{ name, topicId: zeroUuid }] })
    const partitions = topics[0]?.partitions ?? []
    return partitions.length > 0 && partitions.every(({ leaderId, errorCode }) => errorCode === 0 && leaderId >= 0)
  }

  /** Appends, with acks=all by default; the partition's part of the answer, with its error by name. */
  async produce(topic: string, batch: Buffer, partition = 0, acks = -1): Promise<{ error: string; offset: number }> {
    const partitionData = [{ index: partition, records: batch }]
    const answer = await this.ask(Produce, 9, { acks, timeoutMs, topicData: [{ name: topic, partitionData }] })
    const { errorCode = -1, baseOffset = -1 } = answer.responses[0]?.partitionResponses[0] ?? {}
    return { error: errorName(errorCode), offset: baseOffset }
  }

  /** All records of a partition from an offset up to the high watermark. */
  async consume(topic: string, partition = 0, from = 0): Promise<LogRecord[]> {
    const all: LogRecord[] = []
    for (let offset = from; ; ) {
      const answer = await this.#fetch(topic, partition, offset)
      for (const batch of batches(answer.records ?? Buffer.alloc(0))) {
        if (!batch.isControl) all.push(...[...records(batch)].filter((record) => record.offset >= offset))
        offset = batch.nextOffset
      }
      if (offset >= answer.highWatermark) return all
    }
  }

  async #fetch(topic: string, partition: number, fetchOffset: number) {
    const partitions = [{ partition, fetchOffset, partitionMaxBytes: 1 << 20 }]
    const answer = await this.ask(Fetch, 11, { maxWaitMs: 500, minBytes: 1, topics: [{ topic, partitions }] })
    const found = answer.responses[0]?.partitions[0]
    const code = found === undefined ? answer.errorCode : found.errorCode
    if (found === undefined || code !== 0) throw new Error(`fetch ${topic}-${partition}: ${errorName(code)}`)
    return found
  }
}
