import { sequenceAfter } from '../../wire/records/batch.ts'

/** A batch that a producer wrote: enough to recognise it when it comes again. */
export interface BatchMetadata {
  readonly lastSequence: number
  readonly lastOffset: number
  /** Last offset less first. */
  readonly offsetDelta: number
  readonly timestamp: number
}

/** How many of a producer's batches are remembered; a client has no more in flight. */
export const remembered = 5
const largestSequence = 0x7fffffff

/** What the log knows of an idempotent or transactional producer. */
export class ProducerEntry {
  readonly producerId: number
  producerEpoch = -1
  coordinatorEpoch = -1
  lastTimestamp = -1
  /** Undefined without an open transaction. */
  transactionStart: number | undefined
  batches: readonly BatchMetadata[] = []

  constructor(producerId: number) {
    this.producerId = producerId
  }

  copy(): ProducerEntry {
    const twin = new ProducerEntry(this.producerId)
    twin.producerEpoch = this.producerEpoch
    twin.coordinatorEpoch = this.coordinatorEpoch
    twin.lastTimestamp = this.lastTimestamp
    twin.transactionStart = this.transactionStart
    twin.batches = this.batches
    return twin
  }

  /** −1 when no batch is remembered. */
  get lastSequence(): number {
    return this.batches.at(-1)?.lastSequence ?? -1
  }
  get lastOffset(): number {
    return this.batches.at(-1)?.lastOffset ?? -1
  }

  /** The batch with these sequences, if it is one of the last that this epoch wrote. */
  findDuplicate(epoch: number, baseSequence: number, lastSequence: number): BatchMetadata | undefined {
    if (epoch !== this.producerEpoch) return undefined
    return this.batches.find((batch) => batch.lastSequence === lastSequence && firstSequence(batch) === baseSequence)
  }

  addBatch(epoch: number, batch: BatchMetadata): void {
    this.setEpoch(epoch)
    this.batches = [...this.batches.slice(1 - remembered), batch]
    this.lastTimestamp = batch.timestamp
  }

  /** A new epoch starts counting anew. */
  setEpoch(epoch: number): void {
    if (epoch === this.producerEpoch) return
    this.producerEpoch = epoch
    this.batches = []
  }
}

export function firstSequence(batch: BatchMetadata): number {
  const first = batch.lastSequence - batch.offsetDelta
  return first >= 0 ? first : first + largestSequence + 1
}

/** True when `next` follows `last`, across the wrap too. */
export function isInSequence(last: number, next: number): boolean {
  return next === sequenceAfter(last, 1)
}
