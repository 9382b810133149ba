import { ListOffsets, ListOffsetsRequest } from '../../wire/kafka/list-offsets.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { ClientError } from '../errors.ts'
import { byTopic, partitionName, type TopicPartition } from '../topic-partition.ts'
import type { CallOptions } from './call.ts'
import { runLeaderCall } from './leader-call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** In place of a timestamp: what one may ask of a partition's log besides. */
export const offsetSpecs = { latest: -1, earliest: -2, maxTimestamp: -3 } as const

export interface OffsetQuery extends TopicPartition {
  /** Milliseconds since 1970, or one of `offsetSpecs`. */
  readonly timestamp: number
}

export interface FoundOffset extends TopicPartition {
  /** −1: no record is that young. */
  readonly offset: number
  readonly timestamp: number
  readonly leaderEpoch: number
}

export interface ListOffsetsOptions extends CallOptions {
  /** Whether a topic that nobody knows is a failure at once, as it is for Kafka's admin client: true when left out. */
  readonly topicsMustExist?: boolean
  readonly isolation?: 'read_uncommitted' | 'read_committed'
}

/** One offset for each query, by `topic-partition`. */
export function listOffsets(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  options: ListOffsetsOptions = {},
): Promise<Map<string, Outcome<FoundOffset>>> {
  const isolationLevel = options.isolation === 'read_committed' ? 1 : 0
  const call = { topicsMustExist: true, ...options, name: 'listOffsets', api: 'LIST_OFFSETS' }
  return runLeaderCall(cluster, call, queries, async (connection, part, timeoutMs) => {
    const refused = unsupported(connection, part)
    if (refused === undefined) return ask(connection, part, isolationLevel, timeoutMs)
    const id = cluster.descriptionOf(connection)?.id
    cluster.io.logger
      .named('org.apache.kafka.clients.admin.internals.ListOffsetsHandler')
      .warn(`${cluster.config.logPrefix}Broker ${id} does not support MAX_TIMESTAMP offset specs`)
    const rest = part.filter(({ timestamp }) => timestamp !== offsetSpecs.maxTimestamp)
    const answered = rest.length === 0 ? [] : await ask(connection, rest, isolationLevel, timeoutMs)
    const without = part.filter((query) => !rest.includes(query))
    return [...answered, ...without.map((query): [string, Outcome<FoundOffset>] => [partitionName(query), refused])]
  })
}

/** Brokers before 3.0 do not know which record is the youngest (KIP-734): why those of the queries fail that ask for it. */
function unsupported(connection: BrokerConnection, queries: readonly OffsetQuery[]): Error | undefined {
  if (!queries.some(({ timestamp }) => timestamp === offsetSpecs.maxTimestamp)) return undefined
  try {
    connection.version(ListOffsetsRequest, firstWithMaxTimestamp)
    return undefined
  } catch (error) {
    if (error instanceof ClientError) return error
    throw error
  }
}

const firstWithMaxTimestamp = 7

async function ask(
  connection: BrokerConnection,
  queries: readonly OffsetQuery[],
  isolationLevel: number,
  timeoutMs: number,
): Promise<[string, Outcome<FoundOffset>][]> {
  const topics = byTopic(queries).map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
  }))
  const version = connection.version(ListOffsetsRequest, 1)
  const answer = await connection.send(ListOffsets, version, { replicaId: -1, isolationLevel, topics }, timeoutMs)
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition): [string, Outcome<FoundOffset>] => {
      const { partitionIndex, offset, timestamp, leaderEpoch } = partition
      const found = { topic: name, partition: partitionIndex, offset, timestamp, leaderEpoch }
      return [`${name}-${partitionIndex}`, errorIn({ errorCode: partition.errorCode }) ?? found]
    }),
  )
}
