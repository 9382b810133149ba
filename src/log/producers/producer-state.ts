import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import { offsetOfFile, segmentFileName, suffix } from '../files.ts'
import type { AppendOrigin } from '../types.ts'
import { type CompletedTransaction, ProducerAppend } from './producer-append.ts'
import { ProducerEntry } from './producer-entry.ts'
import { readSnapshot, writeSnapshot } from './snapshot.ts'

export interface ProducerStateOptions {
  readonly disk: Disk
  readonly logger: Logger
  readonly directory: string
  /** `topic-partition`, for messages. */
  readonly name: string
  /** producer.id.expiration.ms */
  readonly expirationMs: number
}

interface OpenTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

/** The producers of a partition, their open transactions, and the snapshots from which both are read again. */
export class ProducerState {
  directory: string
  /** The state is that of all records before this offset. */
  endOffset = 0
  /** Of each producer's batches only the last is known since a snapshot was read. */
  isFromSnapshot = false
  readonly #options: ProducerStateOptions
  readonly #producers = new Map<number, ProducerEntry>()
  /** By first offset, ascending. */
  #open: OpenTransaction[] = []
  /** Ended, but their markers are not replicated yet. */
  #undecided: CompletedTransaction[] = []
  #snapshots: number[] = []

  constructor(options: ProducerStateOptions) {
    this.#options = options
    this.directory = options.directory
  }

  get producers(): ReadonlyMap<number, ProducerEntry> {
    return this.#producers
  }
  get isEmpty(): boolean {
    return this.#producers.size === 0
  }
  /** Before this offset all transactions are decided; undefined when all in the log are. */
  get firstUnstableOffset(): number | undefined {
    const open = this.#open[0]?.firstOffset ?? Number.POSITIVE_INFINITY
    const first = this.#undecided.reduce((least, { firstOffset }) => Math.min(least, firstOffset), open)
    return first === Number.POSITIVE_INFINITY ? undefined : first
  }
  get latestSnapshot(): number | undefined {
    return this.#snapshots.at(-1)
  }
  get snapshots(): readonly number[] {
    return this.#snapshots
  }

  /** Starts the checks of one append for one producer; `apply` puts the outcome in place. */
  prepare(producerId: number, origin: AppendOrigin): ProducerAppend {
    const current = this.#producers.get(producerId) ?? new ProducerEntry(producerId)
    return new ProducerAppend(current, origin, this.#options.name, this.#options.logger)
  }

  apply(append: ProducerAppend): void {
    const { updated, started } = append
    this.#producers.set(updated.producerId, updated)
    for (const firstOffset of started) this.#open.push({ producerId: updated.producerId, firstOffset })
  }

  /** Before which offset all is decided once this transaction has ended too. */
  lastStableOffset(ended: CompletedTransaction): number {
    const next = this.#open.find((transaction) => transaction.firstOffset !== ended.firstOffset)
    return next?.firstOffset ?? ended.lastOffset + 1
  }

  complete(ended: CompletedTransaction): void {
    this.#open = this.#open.filter((transaction) => transaction.firstOffset !== ended.firstOffset)
    this.#undecided.push(ended)
  }

  highWatermarkMoved(highWatermark: number): void {
    if (this.#undecided.length === 0) return
    this.#undecided = this.#undecided.filter(({ lastOffset }) => lastOffset >= highWatermark)
  }

  /** Forgets producers that were silent for too long. */
  expire(now: number): void {
    for (const [id, entry] of this.#producers) if (this.#isExpired(entry, now)) this.#producers.delete(id)
  }

  /** Looks for snapshot files. */
  findSnapshots(): void {
    const names = this.#options.disk.list(this.directory).map(({ name }) => name)
    const found = names.filter((name) => name.endsWith(suffix.snapshot)).map((name) => offsetOfFile(name) ?? -1)
    this.#snapshots = found.filter((offset) => offset >= 0).sort((a, b) => a - b)
  }

  /** Removes snapshots that belong to no segment, except the newest. */
  removeStray(segmentBases: ReadonlySet<number>): void {
    const newest = this.latestSnapshot
    for (const offset of [...this.#snapshots]) {
      if (offset !== newest && !segmentBases.has(offset)) this.removeSnapshot(offset)
    }
    if (newest !== undefined && !segmentBases.has(newest) && newest < Math.max(...segmentBases))
      this.removeSnapshot(newest)
  }

  takeSnapshot(): void {
    if (this.latestSnapshot !== undefined && this.endOffset <= this.latestSnapshot) return
    writeSnapshot(this.#options.disk, this.snapshotPath(this.endOffset), this.#producers.values())
    this.#snapshots.push(this.endOffset)
  }

  /** Becomes the state at the newest usable snapshot not after `endOffset`; later ones are removed. */
  reload(logStartOffset: number, endOffset: number, now: number): void {
    for (const offset of this.#snapshots.filter((at) => at > endOffset)) this.removeSnapshot(offset)
    this.clear()
    let newest = this.latestSnapshot
    while (newest !== undefined && !this.#load(newest, now)) {
      this.removeSnapshot(newest)
      newest = this.latestSnapshot
    }
    this.endOffset = newest ?? logStartOffset
    this.isFromSnapshot = newest !== undefined
  }

  /** Producers whose records are all before the new start stay known (KIP-360); transactions before it don't. */
  startMoved(logStartOffset: number): void {
    this.#undecided = this.#undecided.filter(({ lastOffset }) => lastOffset >= logStartOffset)
    if (this.endOffset < logStartOffset) this.endOffset = logStartOffset
  }

  clear(): void {
    this.#producers.clear()
    this.#open = []
    this.#undecided = []
    this.endOffset = 0
  }

  /** Starts anew at the offset, without snapshots. */
  clearAndStartAt(offset: number): void {
    for (const snapshot of [...this.#snapshots]) this.removeSnapshot(snapshot)
    this.clear()
    this.endOffset = offset
  }

  removeSnapshot(offset: number): void {
    this.#options.disk.remove(this.snapshotPath(offset))
    this.#snapshots = this.#snapshots.filter((at) => at !== offset)
  }

  /** The snapshot goes with its segment, under the name of a file about to be deleted; its path, if there is one. */
  detachSnapshot(offset: number): string | undefined {
    if (!this.#snapshots.includes(offset)) return undefined
    this.#snapshots = this.#snapshots.filter((at) => at !== offset)
    const path = this.snapshotPath(offset)
    this.#options.disk.rename(path, `${path}${suffix.deleted}`)
    return `${path}${suffix.deleted}`
  }

  snapshotPath(offset: number): string {
    return `${this.directory}/${segmentFileName(offset, suffix.snapshot)}`
  }

  #load(snapshot: number, now: number): boolean {
    const path = this.snapshotPath(snapshot)
    try {
      for (const entry of readSnapshot(this.#options.disk, path)) {
        if (!this.#isExpired(entry, now)) this.#adopt(entry)
      }
      return true
    } catch (error) {
      if (!(error instanceof CorruptRecordError)) throw error
      this.#options.logger.warn(`Failed to load producer snapshot from '${path}': ${error.message}`)
      this.clear()
      return false
    }
  }

  #adopt(entry: ProducerEntry): void {
    this.#producers.set(entry.producerId, entry)
    const firstOffset = entry.transactionStart
    if (firstOffset === undefined) return
    this.#open.push({ producerId: entry.producerId, firstOffset })
    this.#open.sort((a, b) => a.firstOffset - b.firstOffset)
  }

  #isExpired(entry: ProducerEntry, now: number): boolean {
    return entry.transactionStart === undefined && now - entry.lastTimestamp >= this.#options.expirationMs
  }
}
