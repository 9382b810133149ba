import { ListOffsets, ListOffsetsRequest } from '../../wire/kafka/list-offsets.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'
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
  readonly isolation?: 'read_uncommitted' | 'read_committed'
}

/** One offset for each query, by `topic-partition`. */
export function listOffsets(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  options: ListOffsetsOptions = {},
): Promise<Map<string, Outcome<FoundOffset>>> {
  const isolationLevel = options.isolation === 'read_committed' ? 1 : 0
  const call = { ...options, name: 'listOffsets', api: 'LIST_OFFSETS' }
  return runLeaderCall(cluster, call, queries, (connection, part, timeoutMs) =>
    ask(connection, part, isolationLevel, timeoutMs),
  )
}

async function ask(
  connection: BrokerConnection,
  queries: readonly OffsetQuery[],
  isolationLevel: number,
  timeoutMs: number,
): Promise<[string, Outcome<FoundOffset>][]> {
  const newest = queries.some(({ timestamp }) => timestamp === offsetSpecs.maxTimestamp)
  const topics = byTopic(queries).map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
  }))
  const version = connection.version(ListOffsetsRequest, newest ? 7 : 1)
  const answer = await connection.send(ListOffsets, version, { replicaId: -1, isolationLevel, topics }, timeoutMs)
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition): [string, Outcome<FoundOffset>] => {
      const { partitionIndex, offset, timestamp, leaderEpoch } = partition
      const found = { topic: name, partition: partitionIndex, offset, timestamp, leaderEpoch }
      return [`${name}-${partitionIndex}`, errorIn({ errorCode: partition.errorCode }) ?? found]
    }),
  )
}
