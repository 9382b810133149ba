import type { Clock } from '../../base/clock.ts'
import { batches, type RecordBatch } from '../../wire/records/batch.ts'

interface HostedPartition {
  state: 'loading' | 'ready'
  epoch: number
}

/** The first piece is read at once, so that small partitions are ready when the call returns; then the loop gets its turns. */
const firstPieceBytes = 256 * 1024
const pieceBytes = 1024 * 1024

/** A coordinator's topic on this broker, as far as it is read. */
export interface CoordinatorLog {
  /** Partitions that the topic has in the cluster; undefined while there is no such topic. */
  partitionCount(): number | undefined
  /** First offset, and the offset after the last, of this broker's replica; undefined when it has none. */
  bounds(partition: number): { readonly start: number; readonly end: number } | undefined
  /**
   * Whole batches from the one that holds `offset` on, up to the log's end and about `maxBytes` but at least one batch;
   * compressed ones and markers too. Throws when the disk can't be read.
   */
  read(partition: number, offset: number, maxBytes: number): Buffer
}

/** Gathers from batches, given in order, what is true now. */
export interface BatchLoader {
  add(batch: RecordBatch): void
}

export interface HostedPartitionsOptions<L extends BatchLoader> {
  readonly log: CoordinatorLog
  readonly clock: Clock
  readonly newLoader: () => L
  readonly onLoaded: (partition: number, loader: L) => void
  readonly onLost: (partition: number) => void
  /** Something could not be read: it is passed over, as Kafka does. */
  readonly onTrouble: (partition: number, error: unknown) => void
}

/** The partitions of a coordinator's topic that this broker leads. Gaining one means reading all of its log. */
export class HostedPartitions<L extends BatchLoader> {
  readonly #options: HostedPartitionsOptions<L>
  readonly #partitions = new Map<number, HostedPartition>()

  constructor(options: HostedPartitionsOptions<L>) {
    this.#options = options
  }

  state(partition: number): 'loading' | 'ready' | 'elsewhere' {
    return this.#partitions.get(partition)?.state ?? 'elsewhere'
  }

  get isLoading(): boolean {
    for (const { state } of this.#partitions.values()) if (state === 'loading') return true
    return false
  }

  gain(partition: number, epoch: number): void {
    const known = this.#partitions.get(partition)
    if (known) {
      known.epoch = Math.max(known.epoch, epoch)
      return
    }
    const hosted: HostedPartition = { state: 'loading', epoch }
    this.#partitions.set(partition, hosted)
    this.#load(partition, hosted)
  }

  lose(partition: number): void {
    if (this.#partitions.delete(partition)) this.#options.onLost(partition)
  }

  #load(partition: number, hosted: HostedPartition): void {
    const { log, clock, newLoader, onLoaded } = this.#options
    const { start, end } = log.bounds(partition) ?? { start: 0, end: 0 }
    const loader = newLoader()
    const step = (from: number, maxBytes: number) => {
      if (this.#partitions.get(partition) !== hosted) return
      const next = this.#readPiece(partition, loader, from, end, maxBytes)
      if (next < end) clock.soon(() => step(next, pieceBytes))
      else {
        hosted.state = 'ready'
        onLoaded(partition, loader)
      }
    }
    step(start, firstPieceBytes)
  }

  /** Gives the offset to go on from. */
  #readPiece(partition: number, loader: L, from: number, end: number, maxBytes: number): number {
    if (from >= end) return end
    try {
      let next = from
      for (const batch of batches(this.#options.log.read(partition, from, maxBytes))) {
        next = batch.nextOffset
        loader.add(batch)
      }
      return next > from ? next : end
    } catch (error) {
      this.#options.onTrouble(partition, error)
      return end
    }
  }
}
