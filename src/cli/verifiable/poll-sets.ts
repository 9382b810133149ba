import type { FetchedChunk } from '../../client/consumer/fetched-chunk.ts'
import type { TopicPartition } from '../../client/topic-partition.ts'
import type { LogRecord } from '../../wire/records/record.ts'

/** Records of one partition, one after the other. */
export interface PartitionRecords extends TopicPartition {
  readonly records: LogRecord[]
}

/** What was fetched, in portions as Java's `poll` gives them out: at most `most` records each, by partition. */
export function* pollSets(chunks: readonly FetchedChunk[], most: number): Generator<readonly PartitionRecords[], void> {
  let set: PartitionRecords[] = []
  let count = 0
  for (const chunk of chunks) {
    for (const record of chunk.records()) {
      if (count === most) {
        yield set
        set = []
        count = 0
      }
      partOf(set, chunk).records.push(record)
      count++
    }
  }
  if (count > 0) yield set
}

function partOf(set: PartitionRecords[], { topic, partition }: TopicPartition): PartitionRecords {
  const last = set.at(-1)
  if (last?.topic === topic && last.partition === partition) return last
  const part = { topic, partition, records: [] }
  set.push(part)
  return part
}
