import { buildBatch, type RecordToWrite } from '../../../wire/records/builder.ts'
import type { Codec } from '../../../wire/records/compression.ts'
import type { Assignments } from '../membership/effects.ts'
import type { Group } from '../membership/group.ts'
import type { OffsetToCommit } from '../offsets/committed-offsets.ts'
import type { TopicPartition } from '../offsets/partition-map.ts'
import { groupValue } from './group-value.ts'
import { groupKey, offsetKey } from './keys.ts'
import { offsetValue } from './offset-value.ts'

export function groupBatch(group: Group, assignments: Assignments, timestamp: number, codec: Codec): Buffer {
  return buildBatch([{ timestamp, key: groupKey(group.groupId), value: groupValue(group, assignments) }], { codec })
}

export interface TransactionalProducer {
  readonly producerId: number
  readonly producerEpoch: number
}

/** All offsets of a request in one batch. Its sequence is 0 even without a producer: so Kafka writes it. */
export function offsetsBatch(
  groupId: string,
  commits: readonly OffsetToCommit[],
  timestamp: number,
  codec: Codec,
  producer?: TransactionalProducer,
): Buffer {
  const records = commits.map(({ topic, partition, committed }) => ({
    timestamp,
    key: offsetKey(groupId, topic, partition),
    value: offsetValue(committed),
  }))
  return buildBatch(records, { codec, baseSequence: 0, ...(producer && { ...producer, isTransactional: true }) })
}

/** What makes compaction forget these offsets, and the group itself when `withGroup`. */
export function tombstoneBatch(
  groupId: string,
  partitions: readonly TopicPartition[],
  withGroup: boolean,
  timestamp: number,
  codec: Codec,
): Buffer | undefined {
  const records: RecordToWrite[] = partitions.map(({ topic, partition }) => ({
    timestamp,
    key: offsetKey(groupId, topic, partition),
    value: null,
  }))
  if (withGroup) records.push({ timestamp, key: groupKey(groupId), value: null })
  return records.length > 0 ? buildBatch(records, { codec }) : undefined
}
