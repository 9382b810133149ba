import { batchHeaderSize } from '../../wire/records/batch.ts'
import { type RecordToWrite, recordSizeBound } from '../../wire/records/builder.ts'
import type { Codec } from '../../wire/records/compression.ts'
import { PartitionQueue } from './partition-queue.ts'
import { PendingBatch, type RecordDone, type TopicPartition } from './pending-batch.ts'

export interface AccumulatorOptions {
  readonly batchSize: number
  readonly codec: Codec
  readonly isTransactional: boolean
  readonly now: () => number
}

/** Gathers records into one batch after the other for each partition. */
export class Accumulator {
  readonly #options: AccumulatorOptions
  readonly #queues = new Map<string, Map<number, PartitionQueue>>()
  readonly #all: PartitionQueue[] = []
  readonly #free: Buffer[] = []
  /** Bytes in batches that are not answered yet. */
  bufferedBytes = 0

  constructor(options: AccumulatorOptions) {
    this.#options = options
  }

  get queues(): readonly PartitionQueue[] {
    return this.#all
  }

  get isEmpty(): boolean {
    return this.#all.every((queue) => queue.isEmpty)
  }

  queue(topic: string, partition: number): PartitionQueue {
    const ofTopic = this.#queues.get(topic) ?? new Map<number, PartitionQueue>()
    this.#queues.set(topic, ofTopic)
    let queue = ofTopic.get(partition)
    if (!queue) {
      queue = new PartitionQueue({ topic, partition })
      ofTopic.set(partition, queue)
      this.#all.push(queue)
    }
    return queue
  }

  /** True when the record opened a new batch. */
  append(queue: PartitionQueue, record: RecordToWrite, done?: RecordDone): boolean {
    const { batch, isNew } = this.batchFor(queue, recordSizeBound(record))
    batch.append(record, done)
    return isNew
  }

  /** The batch that a record of that size goes into. */
  batchFor(queue: PartitionQueue, size: number): { batch: PendingBatch; isNew: boolean } {
    const { open } = queue
    if (open && open.size + size <= open.buffer.length) return { batch: open, isNew: false }
    const batch = this.#newBatch(queue.target, batchHeaderSize + size)
    queue.add(batch)
    return { batch, isNew: true }
  }

  /** Gives back what an answered batch held. */
  release(batch: PendingBatch): void {
    this.bufferedBytes -= batch.buffer.length
    if (batch.buffer.length === this.#options.batchSize) this.#free.push(batch.buffer)
  }

  #newBatch(target: TopicPartition, least: number): PendingBatch {
    const { batchSize, now } = this.#options
    const buffer =
      least <= batchSize ? (this.#free.pop() ?? Buffer.allocUnsafeSlow(batchSize)) : Buffer.allocUnsafe(least)
    this.bufferedBytes += buffer.length
    return new PendingBatch(target, now(), buffer, this.#options)
  }
}
