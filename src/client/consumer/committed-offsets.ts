import { errorOf, KafkaError } from '../../wire/kafka/errors.ts'
import { OffsetCommit } from '../../wire/kafka/offset-commit.ts'
import { OffsetFetch } from '../../wire/kafka/offset-fetch.ts'
import type { CoordinatorConnection } from '../coordinator-connection.ts'
import { byTopic, partitionName, type TopicPartition } from '../topic-partition.ts'

export interface Membership {
  readonly groupId: string
  /** '' and −1 for a consumer that is no member. */
  readonly memberId: string
  readonly generation: number
  readonly groupInstanceId: string | null
}

export interface OffsetToCommit extends TopicPartition {
  readonly offset: number
  /** The epoch of the leader that took the record before it; −1 when that is not known. */
  readonly leaderEpoch: number
}

export type CommittedOffset = Pick<OffsetToCommit, 'offset' | 'leaderEpoch'>

/** The committed offsets of these partitions, by `topic-partition`; those without one are left out. Rejects with KafkaError. */
export async function fetchCommitted(
  coordinator: CoordinatorConnection,
  membership: Membership,
  partitions: readonly TopicPartition[],
  requireStable: boolean,
): Promise<Map<string, CommittedOffset>> {
  const topics = byTopic(partitions).map(({ name, partitions: list }) => ({
    name,
    partitionIndexes: list.map(({ partition }) => partition),
  }))
  const { groupId } = membership
  const answer = await coordinator.send(
    OffsetFetch,
    (version) =>
      version < 8
        ? { groupId, topics, requireStable: requireStable && version === 7 }
        : { groupId: '', topics: [], groups: [{ groupId, topics }], requireStable },
    { atLeast: 1 },
  )
  const group = answer.groups[0] ?? answer
  const error = coordinator.errorIn(group.errorCode)
  if (error) throw error
  const committed = new Map<string, CommittedOffset>()
  for (const { name, partitions: list } of group.topics) {
    for (const { partitionIndex, committedOffset, committedLeaderEpoch, errorCode } of list) {
      if (errorCode !== 0) throw coordinator.errorIn(errorCode) ?? new KafkaError(errorCode)
      if (committedOffset < 0) continue
      const partition = partitionName({ topic: name, partition: partitionIndex })
      committed.set(partition, { offset: committedOffset, leaderEpoch: committedLeaderEpoch })
    }
  }
  return committed
}

/** One attempt to commit. Rejects with the first partition's KafkaError. */
export async function commitOffsets(
  coordinator: CoordinatorConnection,
  membership: Membership,
  offsets: readonly OffsetToCommit[],
  deadline?: number,
): Promise<void> {
  const { groupId, memberId, generation, groupInstanceId } = membership
  const topics = byTopic(offsets).map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partition, offset, leaderEpoch: committedLeaderEpoch }) => {
      return { partitionIndex: partition, committedOffset: offset, committedLeaderEpoch, committedMetadata: '' }
    }),
  }))
  const answer = await coordinator.send(
    OffsetCommit,
    () => ({ groupId, generationIdOrMemberEpoch: generation, memberId, groupInstanceId, topics }),
    { atLeast: groupInstanceId === null ? 1 : 7, ...(deadline === undefined ? {} : { deadline }) },
  )
  const failed = answer.topics.flatMap(({ partitions }) => partitions).find(({ errorCode }) => errorCode !== 0)
  if (failed) throw coordinator.errorIn(failed.errorCode) ?? new KafkaError(errorOf(failed.errorCode).name)
}
