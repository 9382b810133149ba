import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { batches, type RecordBatch } from '../../wire/records/batch.ts'

/** What one broker answered of one partition. */
export interface FetchedReplica {
  readonly broker: number
  readonly highWatermark: number
  readonly records: Buffer
}

/** Replicas that are not the same: `isFatal` where one of them has other offsets, so that nothing beyond can be compared. */
export interface Mismatch {
  readonly text: string
  readonly isFatal: boolean
}

export interface Comparison {
  /** Up to here all replicas have the same. */
  readonly nextOffset: number
  /** The records between there and the highest high watermark. */
  readonly lag: number
  readonly mismatches: readonly Mismatch[]
}

/**
 * Compares what the replicas have from `fetchOffset` on, batch by batch, up to the first that some replica does not
 * have, or has only above its high watermark.
 */
export function compareReplicas(
  partition: TopicPartition,
  fetchOffset: number,
  replicas: readonly FetchedReplica[],
): Comparison {
  const readers = replicas.map((replica) => ({ replica, batches: batches(replica.records) }))
  const mismatches: Mismatch[] = []
  let nextOffset = fetchOffset
  for (;;) {
    const round = readers.map(({ replica, batches: reader }) => ({ replica, batch: nextBelow(replica, reader) }))
    const present = round.flatMap(({ replica, batch }) => (batch === undefined ? [] : [{ replica, batch }]))
    const found = mismatchesOf(partition, present)
    mismatches.push(...found)
    const first = present[0]
    if (first === undefined || present.length < replicas.length || found.some(({ isFatal }) => isFatal)) break
    nextOffset = first.batch.nextOffset
  }
  const highest = Math.max(...replicas.map(({ highWatermark }) => highWatermark))
  return { nextOffset, lag: highest - nextOffset, mismatches }
}

function nextBelow(replica: FetchedReplica, reader: Generator<RecordBatch, void>): RecordBatch | undefined {
  const { value } = reader.next()
  return value !== undefined && value.lastOffset < replica.highWatermark ? value : undefined
}

interface Present {
  readonly replica: FetchedReplica
  readonly batch: RecordBatch
}

function mismatchesOf(partition: TopicPartition, [first, ...others]: readonly Present[]): Mismatch[] {
  if (first === undefined) return []
  const mismatches: Mismatch[] = []
  const name = `partition ${partitionName(partition)}`
  for (const { replica, batch } of others) {
    const [one, another] = [`replica ${first.replica.broker}`, `replica ${replica.broker}`]
    if (batch.lastOffset !== first.batch.lastOffset) {
      const text = `${name}: ${one}'s offset ${first.batch.lastOffset} doesn't match ${another}'s offset ${batch.lastOffset}`
      return [...mismatches, { text, isFatal: true }]
    }
    if (batch.crc === first.batch.crc) continue
    const text = `${name} has unmatched checksum at offset ${batch.lastOffset}; ${one}'s checksum ${first.batch.crc}; ${another}'s checksum ${batch.crc}`
    mismatches.push({ text, isFatal: false })
  }
  return mismatches
}
