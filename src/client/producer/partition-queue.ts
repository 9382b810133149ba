import { sequenceAfter } from '../../wire/records/batch.ts'
import type { PendingBatch, ProducerIdentity, TopicPartition } from './pending-batch.ts'

/** One partition's batches: the waiting ones, the last of which may still be open, and those under way to the broker. */
export class PartitionQueue {
  readonly target: TopicPartition
  readonly #waiting: PendingBatch[] = []
  readonly #inFlight = new Set<PendingBatch>()
  #open: PendingBatch | undefined
  #lastOrder = 0
  /** Where those under way went. */
  #leader = -1
  /** `clock.elapsed()` before which nothing is sent again. */
  notBefore = 0
  #nextSequence = 0
  /** Whose sequence that is. */
  #identity: ProducerIdentity | undefined
  /** The broker lost the thread: what waits gets sequences of its own under the next identity. */
  #startsAnew = false
  /** A batch of that identity was acknowledged: until then a broker takes any sequence for the first. */
  #isKnown = false
  /** The latest place of a batch that the broker took. */
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
  /**
   * Nothing may be sent to this leader now, as it could overtake what is under way: a new leader that knows nothing of
   * the producer takes any sequence first. For the same reason retries go one at a time.
   */
  isHeldBack(identity: ProducerIdentity | undefined, leader: number): boolean {
    const { first } = this
    if (this.#inFlight.size === 0 || first === undefined) return false
    if (leader !== this.#leader || first.attempts > 0 || this.#startsAnew) return true
    if (identity !== this.#identity || (identity !== undefined && !this.#isKnown)) return true
    for (const batch of this.#inFlight) if (batch.attempts > 1) return true
    return false
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

  /**
   * Takes the first waiting batch, to be sent; an identity gives it its place among that producer's records. A retry keeps
   * the place that it has, under whatever identity: the broker may have it.
   */
  take(identity: ProducerIdentity | undefined, leader: number): PendingBatch | undefined {
    const batch = this.#waiting.shift()
    if (!batch) return undefined
    if (batch === this.#open) this.#open = undefined
    this.#leader = leader
    this.#inFlight.add(batch)
    batch.attempts++
    if (identity !== undefined && (this.#startsAnew || !this.#hasPlace(batch))) this.#place(batch, identity)
    return batch
  }

  #hasPlace(batch: PendingBatch): boolean {
    return batch.identity !== undefined && batch.identity === this.#identity
  }

  #place(batch: PendingBatch, identity: ProducerIdentity): void {
    if (identity !== this.#identity || this.#startsAnew) {
      this.#nextSequence = 0
      this.#isKnown = false
    }
    this.#identity = identity
    this.#startsAnew = false
    batch.sequence(identity, this.#nextSequence)
    this.#nextSequence = sequenceAfter(this.#nextSequence, batch.count)
  }

  /** The batch was answered for good. */
  settle(batch: PendingBatch, isStored: boolean): void {
    this.#inFlight.delete(batch)
    if (isStored && batch.identity === this.#identity) this.#isKnown = true
    if (isStored) this.#acknowledged = Math.max(this.#acknowledged, batch.order)
  }

  /** A later batch was acknowledged: this one can't be stored in its order any more. */
  isTooLate(batch: PendingBatch): boolean {
    return batch.order < this.#acknowledged
  }

  /** No earlier batch is left that might come before it. */
  isNext(batch: PendingBatch): boolean {
    return [...this.#inFlight, ...this.#waiting].every(({ order }) => order >= batch.order)
  }

  /** Sequences begin again, under a new identity, with what waits now. */
  startAnew(): void {
    this.#startsAnew = true
  }

  /** The batch goes back to where it was among its neighbours. */
  putBack(batch: PendingBatch): void {
    this.#inFlight.delete(batch)
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
