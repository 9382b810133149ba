import { KafkaError } from '../../wire/kafka/errors.ts'
import { OffsetCommit, OffsetCommitRequest } from '../../wire/kafka/offset-commit.ts'
import { OffsetDelete, OffsetDeleteRequest } from '../../wire/kafka/offset-delete.ts'
import { OffsetFetch, OffsetFetchRequest } from '../../wire/kafka/offset-fetch.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, partitionName, type TopicPartition } from '../topic-partition.ts'
import type { CallOptions } from './call.ts'
import { groupError, runGroupCall } from './group-call.ts'
import type { Outcome } from './outcome.ts'

export interface PartitionOffset extends TopicPartition {
  readonly offset: number
}

export interface CommittedOffset extends PartitionOffset {
  readonly leaderEpoch: number
  readonly metadata: string
}

/** Everything that the group has committed, by `topic-partition`. */
export function listGroupOffsets(
  cluster: Cluster,
  groupId: string,
  options: CallOptions = {},
): Promise<Map<string, CommittedOffset>> {
  const call = { ...options, name: 'offsetFetch', api: 'OFFSET_FETCH' }
  return runGroupCall(cluster, call, groupId, async (connection, timeoutMs) => {
    const topics = await fetchOffsets(connection, groupId, timeoutMs)
    const committed = topics.flatMap(({ name, partitions }) =>
      partitions
        .filter(({ errorCode, committedOffset }) => errorCode === 0 && committedOffset >= 0)
        .map((partition) => ({
          topic: name,
          partition: partition.partitionIndex,
          offset: partition.committedOffset,
          leaderEpoch: partition.committedLeaderEpoch,
          metadata: partition.metadata ?? '',
        })),
    )
    return new Map(committed.map((offset) => [partitionName(offset), offset]))
  })
}

/** Since version 8 one request may ask for several groups, and has another shape. */
async function fetchOffsets(connection: BrokerConnection, groupId: string, timeoutMs: number) {
  const version = connection.version(OffsetFetchRequest, 2)
  const body =
    version < 8 ? { groupId, topics: null } : { groupId: '', topics: [], groups: [{ groupId, topics: null }] }
  const answer = await connection.send(OffsetFetch, version, body, timeoutMs)
  const group = version < 8 ? answer : answer.groups[0]
  const error = groupError(group?.errorCode ?? 0)
  if (error !== undefined) throw error
  return group?.topics ?? []
}

/** Commits offsets in the name of a group that has no members; the outcomes come by `topic-partition`. */
export function alterGroupOffsets(
  cluster: Cluster,
  groupId: string,
  offsets: Iterable<PartitionOffset>,
  options: CallOptions = {},
): Promise<Map<string, Outcome<true>>> {
  const call = { ...options, name: 'offsetCommit', api: 'OFFSET_COMMIT' }
  const topics = byTopic(offsets).map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, offset }) => ({
      partitionIndex: partition,
      committedOffset: offset,
      committedMetadata: '',
    })),
  }))
  return runGroupCall(cluster, call, groupId, async (connection, timeoutMs) => {
    const version = connection.version(OffsetCommitRequest)
    return partitionOutcomes((await connection.send(OffsetCommit, version, { groupId, topics }, timeoutMs)).topics)
  })
}

/**
 * Takes committed offsets back; the outcomes come by `topic-partition`.
 * @throws KafkaError when the group itself can't be served, GROUP_ID_NOT_FOUND for instance
 */
export function deleteGroupOffsets(
  cluster: Cluster,
  groupId: string,
  partitions: Iterable<TopicPartition>,
  options: CallOptions = {},
): Promise<Map<string, Outcome<true>>> {
  const call = { ...options, name: 'offsetDelete', api: 'OFFSET_DELETE' }
  const topics = byTopic(partitions).map(({ name, partitions: list }) => ({
    name,
    partitions: list.map(({ partition }) => ({ partitionIndex: partition })),
  }))
  return runGroupCall(cluster, call, groupId, async (connection, timeoutMs) => {
    const version = connection.version(OffsetDeleteRequest)
    const answer = await connection.send(OffsetDelete, version, { groupId, topics }, timeoutMs)
    const error = groupError(answer.errorCode)
    if (error !== undefined) throw error
    return partitionOutcomes(answer.topics)
  })
}

interface TopicResult {
  readonly name: string
  readonly partitions: readonly { readonly partitionIndex: number; readonly errorCode: number }[]
}

function partitionOutcomes(topics: readonly TopicResult[]): Map<string, Outcome<true>> {
  const outcomes = topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, errorCode }): [string, Outcome<true>] => {
      const error = errorCode === 0 ? undefined : new KafkaError(errorCode)
      if (error?.retriable && coordinatorMoved.has(error.errorName)) throw error
      return [`${name}-${partitionIndex}`, error ?? true]
    }),
  )
  return new Map(outcomes)
}

/** Errors of a partition that mean the whole request has to go elsewhere, or come again later. */
const coordinatorMoved: ReadonlySet<string> = new Set([
  'NOT_COORDINATOR',
  'COORDINATOR_NOT_AVAILABLE',
  'COORDINATOR_LOAD_IN_PROGRESS',
])
