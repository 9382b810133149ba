import { pause } from '../../base/clock.ts'
import { zeroUuid } from '../../base/uuid.ts'
import type { BrokerConnection } from '../../client/broker-connection.ts'
import type { ClientConfig } from '../../client/config.ts'
import { isRetriable } from '../../client/errors.ts'
import { type ClientIo, Node, type NodeDescription } from '../../client/node.ts'
import { byTopic, partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { Fetch, FetchRequest, type FetchResponse } from '../../wire/kafka/fetch.ts'
import type { FetchedReplica } from './comparison.ts'

export interface Wanted extends TopicPartition {
  readonly topicId: string
  readonly fetchOffset: number
}

export interface ReadLimits {
  readonly fetchSize: number
  readonly maxWaitMs: number
}

/** Whoever fetches under this id is answered by followers too, and beyond the high watermark. */
const debuggingConsumer = -2
const lastVersionWithNames = 12
const minBytes = 1

/** Reads the replicas that one broker keeps. */
export class ReplicaReader {
  readonly broker: number
  readonly #node: Node
  readonly #io: ClientIo
  readonly #limits: ReadLimits
  readonly #timeoutMs: number

  constructor(broker: NodeDescription, config: ClientConfig, io: ClientIo, limits: ReadLimits) {
    this.broker = broker.id
    const clientId = `broker-${debuggingConsumer}-fetcher-${broker.id}`
    this.#node = new Node(broker, [], { ...config, clientId, logPrefix: '', connectionsMaxIdleMs: -1 }, io)
    this.#io = io
    this.#limits = limits
    this.#timeoutMs = config.requestTimeoutMs + limits.maxWaitMs
  }

  close(): void {
    this.#node.close()
  }

  /** What the broker has of each, by `topic-partition`; nothing of what it does not answer. */
  async read(wanted: readonly Wanted[]): Promise<Map<string, FetchedReplica>> {
    try {
      if (this.#node.backoffLeft > 0) await pause(this.#io.clock, this.#node.backoffLeft)
      const connection = await this.#node.connect()
      return this.#replicas(wanted, await this.#fetch(connection, wanted))
    } catch (error) {
      if (!isRetriable(error)) throw error
      return new Map()
    }
  }

  #fetch(connection: BrokerConnection, wanted: readonly Wanted[]): Promise<FetchResponse> {
    const newest = connection.version(FetchRequest, 4)
    const hasIds = wanted.every(({ topicId }) => topicId !== zeroUuid)
    const version = hasIds ? newest : Math.min(newest, lastVersionWithNames)
    const sender =
      version >= 15
        ? { replicaState: { replicaId: debuggingConsumer, replicaEpoch: -1 } }
        : { replicaId: debuggingConsumer }
    const body = { ...sender, maxWaitMs: this.#limits.maxWaitMs, minBytes, topics: this.#topics(wanted) }
    return connection.send(Fetch, version, body, this.#timeoutMs)
  }

  #topics(wanted: readonly Wanted[]) {
    const partitionMaxBytes = this.#limits.fetchSize
    return byTopic(wanted).map(({ name, partitions }) => ({
      topic: name,
      topicId: partitions[0]?.topicId ?? zeroUuid,
      partitions: partitions.map(({ partition, fetchOffset }) => {
        return { partition, fetchOffset, logStartOffset: 0, partitionMaxBytes }
      }),
    }))
  }

  #replicas(wanted: readonly Wanted[], answer: FetchResponse): Map<string, FetchedReplica> {
    const names = new Map(wanted.map(({ topic, topicId }) => [topicId, topic]))
    const found = answer.responses.flatMap(({ topic, topicId, partitions }) =>
      partitions.map((partition) => {
        const key = partitionName({ topic: topic || (names.get(topicId) ?? ''), partition: partition.partitionIndex })
        const records = partition.records ?? Buffer.alloc(0)
        return [key, { broker: this.broker, highWatermark: partition.highWatermark, records }] as const
      }),
    )
    return new Map(found)
  }
}
