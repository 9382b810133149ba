import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { batches } from '../../wire/records/batch.ts'
import { PartitionLoader } from './records/loader.ts'
import type { OffsetsLog } from './storage.ts'

interface HostedPartition {
  state: 'loading' | 'ready'
  epoch: number
}

/** The first piece is read at once, so that small partitions are ready when the call returns; then the loop gets its turns. */
const firstPieceBytes = 256 * 1024
const pieceBytes = 1024 * 1024

export interface PartitionsOptions {
  readonly log: OffsetsLog
  readonly clock: Clock
  readonly logger: Logger
  readonly onLoaded: (partition: number, loader: PartitionLoader) => void
  readonly onLost: (partition: number) => void
}

/** The partitions of the offsets topic that this broker leads. Gaining one means reading all of its log. */
export class HostedPartitions {
  readonly #options: PartitionsOptions
  readonly #partitions = new Map<number, HostedPartition>()

  constructor(options: PartitionsOptions) {
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
    const { log, clock } = this.#options
    const { start, end } = log.bounds(partition) ?? { start: 0, end: 0 }
    const loader = new PartitionLoader(clock.now())
    const step = (from: number, maxBytes: number) => {
      if (this.#partitions.get(partition) !== hosted) return
      const next = this.#readPiece(partition, loader, from, end, maxBytes)
      if (next < end) clock.soon(() => step(next, pieceBytes))
      else this.#ready(partition, hosted, loader)
    }
    step(start, firstPieceBytes)
  }

  /** Gives the offset to go on from. What can't be read is logged and passed over, as Kafka does. */
  #readPiece(partition: number, loader: PartitionLoader, from: number, end: number, maxBytes: number): number {
    if (from >= end) return end
    try {
      let next = from
      for (const batch of batches(this.#options.log.read(partition, from, maxBytes))) {
        next = batch.nextOffset
        loader.add(batch)
      }
      return next > from ? next : end
    } catch (error) {
      this.#options.logger.error(`Error loading offsets from __consumer_offsets-${partition}: ${String(error)}`)
      return end
    }
  }

  #ready(partition: number, hosted: HostedPartition, loader: PartitionLoader): void {
    if (loader.unknownKeys > 0) {
      this.#options.logger.warn(
        `Unknown message keys while loading offsets and group metadata from __consumer_offsets-${partition}: ${loader.unknownKeys}. Ignoring them.`,
      )
    }
    hosted.state = 'ready'
    this.#options.onLoaded(partition, loader)
  }
}
