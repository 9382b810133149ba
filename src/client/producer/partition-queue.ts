import { sequenceAfter } from '../../wire/records/batch.ts'
import type { PendingBatch, ProducerIdentity, TopicPartition } from './pending-batch.ts'

/** One partition's batches: the waiting ones, the last of which may still be open, and those under way to the broker. */
export class PartitionQueue {
  readonly target: TopicPartition
  readonly #waiting: PendingBatch[] = []
  readonly #inFlight = new Set<PendingBatch>()
  #open: PendingBatch | undefined
  #lastOrder = 0
  /** Failed ones came back: nothing goes out until all those under way have answered, so that order is kept. */
  #isRetrying = false
  /** `clock.elapsed()` before which nothing is sent again. */
  notBefore = 0
  #nextSequence = 0
  /** Whose sequence that is. */
  #identity: ProducerIdentity | undefined
  /** The latest place of a batch that the broker took under that identity. */
  #acknowledged = -1

  constructor(target: TopicPartition) {
    this.target = target
  }

  /** The batch that takes more records. */
  get open(): PendingBatch | undefined {
    return this.#open
  }
  get first(): PendingBatch | undefined {
    return this.#waiting[0]
  }
  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#inFlight.size === 0
  }
  get waiting(): readonly PendingBatch[] {
    return this.#waiting
  }
  /** Nothing may be sent now, as it could overtake what is under way. */
  isHeldBack(identity: ProducerIdentity | undefined): boolean {
    return this.#inFlight.size > 0 && (this.#isRetrying || identity !== this.#identity)
  }

  add(batch: PendingBatch): void {
    batch.order = this.#lastOrder++
    this.#waiting.push(batch)
    this.#open = batch
  }

  /** A batch is complete when no record can join it any more. */
  isComplete(batch: PendingBatch): boolean {
    return batch !== this.#open
  }

  /** Takes the first waiting batch, to be sent; an identity gives it its place among that producer's records. */
  take(identity: ProducerIdentity | undefined): PendingBatch | undefined {
    const batch = this.#waiting.shift()
    if (!batch) return undefined
    if (batch === this.#open) this.#open = undefined
    this.#isRetrying = false
    this.#inFlight.add(batch)
    if (identity !== this.#identity) {
      this.#identity = identity
      this.#nextSequence = 0
      this.#acknowledged = -1
    }
    if (identity && batch.identity !== identity) {
      batch.sequence(identity, this.#nextSequence)
      this.#nextSequence = sequenceAfter(this.#nextSequence, batch.count)
    }
    return batch
  }

  /** The batch was answered for good. */
  settle(batch: PendingBatch, isStored: boolean): void {
    this.#inFlight.delete(batch)
    if (isStored && batch.identity === this.#identity) this.#acknowledged = Math.max(this.#acknowledged, batch.order)
  }

  /** The broker has a later batch of the same producer, and takes them only in sequence: so it has this one too. */
  isStored(batch: PendingBatch): boolean {
    return batch.identity === this.#identity && batch.order < this.#acknowledged
  }

  /** The batch goes back to where it was among its neighbours. */
  putBack(batch: PendingBatch): void {
    this.#inFlight.delete(batch)
    this.#isRetrying = true
    const place = this.#waiting.findIndex((other) => other.order > batch.order)
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, batch)
  }

  /** Drops a waiting batch. */
  remove(batch: PendingBatch): void {
    const at = this.#waiting.indexOf(batch)
    if (at >= 0) this.#waiting.splice(at, 1)
    if (batch === this.#open) this.#open = undefined
  }
}
