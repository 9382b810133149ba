import { batches, type RecordBatch } from '../../wire/records/batch.ts'
import { readMarker } from '../../wire/records/control.ts'
import { isLegacy, upConvert } from '../../wire/records/conversion.ts'
import { type LogRecord, records } from '../../wire/records/record.ts'
import type { TopicPartition } from '../topic-partition.ts'

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

/** One partition's part of a fetch: whole batches, as they came. */
export class FetchedChunk implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** Records before it were not asked for, though a batch may begin with them. */
  readonly fetchOffset: number
  readonly nextOffset: number
  /** The epoch of the leader that took the last of the records; −1 where the batch does not tell. */
  readonly leaderEpoch: number
  readonly #batches: readonly RecordBatch[]
  readonly #aborted: readonly AbortedTransaction[]

  /** `aborted` are the transactions to leave out; empty when uncommitted records are wanted too. Throws `CorruptRecordError`. */
  constructor(target: TopicPartition, fetchOffset: number, bytes: Buffer, aborted: readonly AbortedTransaction[]) {
    this.topic = target.topic
    this.partition = target.partition
    this.fetchOffset = fetchOffset
    this.#batches = [...batches(isLegacy(bytes) ? upConvert(bytes) : bytes)]
    this.#aborted = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
    this.leaderEpoch = this.#batches.at(-1)?.partitionLeaderEpoch ?? -1
    this.nextOffset = Math.max(fetchOffset, this.#batches.at(-1)?.nextOffset ?? fetchOffset)
  }

  /** Throws `CorruptRecordError` at a batch whose CRC is wrong. */
  ensureValid(): void {
    for (const batch of this.#batches) batch.ensureValid()
  }

  /** The batches with records for the application: no markers, nothing aborted. */
  *dataBatches(): Generator<RecordBatch, void> {
    const waiting = [...this.#aborted]
    const aborted = new Set<number>()
    for (const batch of this.#batches) {
      while (waiting[0] && waiting[0].firstOffset <= batch.lastOffset) aborted.add(waiting.shift()?.producerId ?? -1)
      if (batch.isControl) {
        if (readMarker(batch)?.type === 'ABORT') aborted.delete(batch.producerId)
      } else if (!(batch.isTransactional && aborted.has(batch.producerId))) yield batch
    }
  }

  /** The records for the application, from the fetch offset on. */
  *records(): Generator<LogRecord, void> {
    for (const batch of this.dataBatches()) {
      for (const record of records(batch)) if (record.offset >= this.fetchOffset) yield record
    }
  }
}
