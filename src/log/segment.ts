import type { Disk, DiskFile } from '../base/disk/disk.ts'
import type { RecordBatch } from '../wire/records/batch.ts'
import type { LogConfig } from './config.ts'
import { syncFileLater } from './durable.ts'
import { segmentFileName, suffix } from './files.ts'
import { OffsetIndex, type OffsetPosition } from './index/offset-index.ts'
import { TimeIndex, type TimestampOffset } from './index/time-index.ts'
import { TxnIndex } from './index/txn-index.ts'
import { fileHeaders, lastOffsetOf, maxTimestampOf } from './scan.ts'

export interface SegmentOptions {
  readonly disk: Disk
  readonly directory: string
  readonly baseOffset: number
  readonly config: LogConfig
  /** Wall time (ms) at which it is opened; rolling by time starts here when its records have no timestamps. */
  readonly now: number
  /** By how much (ms) it is rolled earlier, so that many logs don't roll at once. */
  readonly jitter: number
  /** `.cleaned` or `.swap` while it is not the log's own yet. */
  readonly ending?: string
}

/** What an append adds to a segment. */
export interface SegmentAppend {
  readonly chunks: readonly Uint8Array[]
  readonly size: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly maxTimestamp: number
  readonly offsetOfMaxTimestamp: number
}

const largestRelativeOffset = 0x7fffffff

/** A stretch of the log: `.log` with its indexes. */
export class Segment {
  readonly baseOffset: number
  readonly created: number
  readonly jitter: number
  readonly offsetIndex: OffsetIndex
  readonly timeIndex: TimeIndex
  readonly txnIndex: TxnIndex
  readonly #disk: Disk
  readonly #config: LogConfig
  #directory: string
  #ending: string
  #file: DiskFile | undefined
  #size = 0
  #sinceIndexEntry = 0
  /** Where the last append begins: most readers want it or what is after it. */
  #lastAppend: OffsetPosition | undefined
  #max: TimestampOffset | undefined
  /** Largest timestamp of the first batch; rolling by time counts from it. */
  #firstTimestamp: number | undefined

  constructor(options: SegmentOptions) {
    const { disk, directory, baseOffset, config, ending = '' } = options
    this.#disk = disk
    this.#config = config
    this.#directory = directory
    this.#ending = ending
    this.baseOffset = baseOffset
    this.created = options.now
    this.jitter = options.jitter
    this.offsetIndex = new OffsetIndex(disk, this.path(suffix.index), baseOffset, config.segmentIndexBytes)
    this.timeIndex = new TimeIndex(disk, this.path(suffix.timeIndex), baseOffset, config.segmentIndexBytes)
    this.txnIndex = new TxnIndex(disk, this.path(suffix.txnIndex))
  }

  /** A segment of its own files, made empty. */
  static create(options: SegmentOptions): Segment {
    const segment = new Segment(options)
    segment.#file = options.disk.open(segment.path(suffix.log), 'create')
    if (options.config.preallocate) segment.#file.truncate(options.config.segmentBytes)
    return segment
  }

  /** The segment whose `.log` is there; its indexes are not looked at yet (`loadIndexes`). */
  static open(options: SegmentOptions): Segment {
    const segment = new Segment(options)
    segment.#size = options.disk.stat(segment.path(suffix.log)).size
    return segment
  }

  path(kind: string): string {
    return `${this.#directory}/${segmentFileName(this.baseOffset, kind)}${this.#ending}`
  }
  get size(): number {
    return this.#size
  }
  get file(): DiskFile {
    this.#file ??= this.#disk.open(this.path(suffix.log), 'write')
    return this.#file
  }
  get modified(): number {
    return this.#disk.stat(this.path(suffix.log)).modified
  }

  /** False when an index can't be trusted and the segment must be rebuilt. */
  loadIndexes(): boolean {
    this.#max = undefined
    const present = this.#size === 0 || this.#disk.exists(this.path(suffix.index))
    const wellFormed = this.offsetIndex.load()
    return this.timeIndex.load() && this.txnIndex.load(this.baseOffset) && wellFormed && present
  }

  /** Full-size index files for the segment that is appended to. */
  preallocateIndexes(): void {
    this.offsetIndex.file.preallocate(this.#config.segmentIndexBytes)
    this.timeIndex.file.preallocate(this.#config.segmentIndexBytes)
  }

  /** Writes at the end; an index entry first when enough bytes went by since the last one. */
  append(addition: SegmentAppend): void {
    this.file.write(addition.chunks, this.#size)
    if (this.#size === 0) this.#firstTimestamp = addition.maxTimestamp
    if (addition.maxTimestamp > this.max.timestamp) {
      this.#max = { timestamp: addition.maxTimestamp, offset: addition.offsetOfMaxTimestamp }
    }
    if (this.#sinceIndexEntry > this.#config.indexIntervalBytes) {
      this.offsetIndex.append(addition.lastOffset, this.#size)
      this.timeIndex.maybeAppend(this.max.timestamp, this.max.offset)
      this.#sinceIndexEntry = 0
    }
    this.#sinceIndexEntry += addition.size
    this.#lastAppend = { offset: addition.firstOffset, position: this.#size }
    this.#size += addition.size
  }

  /** An index entry for a batch that is already in the file, as recovery makes them. */
  indexBatch(batch: RecordBatch, position: number, size: number): void {
    const timestamp = maxTimestampOf(batch)
    if (timestamp > this.max.timestamp) this.#max = { timestamp, offset: lastOffsetOf(batch) }
    if (this.#sinceIndexEntry > this.#config.indexIntervalBytes) {
      this.offsetIndex.append(lastOffsetOf(batch), position)
      this.timeIndex.maybeAppend(this.max.timestamp, this.max.offset)
      this.#sinceIndexEntry = 0
    }
    this.#sinceIndexEntry += size
  }

  /** Largest timestamp so far and its offset; −1 without timestamps. */
  get max(): TimestampOffset {
    this.#max ??= this.timeIndex.last
    return this.#max
  }
  /** For retention: by records, else by the file's age. */
  get largestTimestamp(): number {
    return this.max.timestamp >= 0 ? this.max.timestamp : this.modified
  }

  hasRoomFor(lastOffset: number): boolean {
    return lastOffset - this.baseOffset <= largestRelativeOffset
  }

  /** How long (ms) the segment has been growing, by its records' time if they have one. */
  waited(now: number, messageTimestamp: number): number {
    const first = this.firstTimestamp
    return first >= 0 && messageTimestamp >= 0 ? messageTimestamp - first : now - this.created
  }
  get firstTimestamp(): number {
    if (this.#firstTimestamp === undefined && this.#size > 0) {
      const first = fileHeaders(this.file, 0, this.#size).next().value
      this.#firstTimestamp = first ? maxTimestampOf(first.batch) : -1
    }
    return this.#firstTimestamp ?? -1
  }

  /** Where the first batch that ends at or after the offset begins, its size and first offset; undefined when there is none. */
  locate(offset: number): { position: number; size: number; baseOffset: number } | undefined {
    const last = this.#lastAppend
    const from = last && offset >= last.offset ? last : this.offsetIndex.lookup(offset)
    for (const { batch, position, size } of fileHeaders(this.file, from.position, this.#size)) {
      if (lastOffsetOf(batch) >= offset) return { position, size, baseOffset: batch.baseOffset }
    }
    return undefined
  }

  /** The offset after the last batch; reads from the last index entry on. */
  readNextOffset(): number {
    let next = this.baseOffset
    for (const { batch } of fileHeaders(
      this.file,
      this.offsetIndex.lookup(this.offsetIndex.lastOffset).position,
      this.#size,
    )) {
      next = lastOffsetOf(batch) + 1
    }
    return next
  }

  /** Cuts records from the offset on, whole batches only; returns where the segment ends then, which is before the offset when that lay within a batch. */
  truncateTo(offset: number): number {
    const found = this.locate(offset)
    const end = Math.min(offset, found?.baseOffset ?? offset)
    this.offsetIndex.truncateTo(end)
    this.timeIndex.truncateTo(end)
    this.txnIndex.truncateTo(end)
    if (found) this.truncateBytes(found.position)
    return end
  }

  truncateBytes(size: number): number {
    const cut = this.#size - size
    this.file.truncate(size)
    this.#size = size
    this.#sinceIndexEntry = 0
    this.#lastAppend = undefined
    this.#firstTimestamp = undefined
    this.#max = undefined
    return cut
  }

  /** Empty indexes, to be built again from the records. */
  resetIndexes(): void {
    this.offsetIndex.file.reset()
    this.timeIndex.reset()
    this.txnIndex.reset()
    this.#max = undefined
    this.#sinceIndexEntry = 0
  }

  /** No more appends: the last timestamp goes into its index, and the preallocated rest of both is cut off. */
  seal(): void {
    this.timeIndex.maybeAppend(this.max.timestamp, this.max.offset, true)
    this.offsetIndex.file.trim()
    this.timeIndex.file.trim()
    if (this.#config.preallocate) this.file.truncate(this.#size)
  }

  /** Off the loop. */
  async flush(): Promise<void> {
    await this.file.syncLater()
    this.offsetIndex.file.writePending()
    this.timeIndex.file.writePending()
    await Promise.all(this.#indexPaths().map((path) => syncFileLater(this.#disk, path)))
  }
  flushNow(): void {
    this.file.sync()
    this.offsetIndex.file.sync()
    this.timeIndex.file.sync()
    this.txnIndex.sync()
  }

  #indexPaths(): string[] {
    return [suffix.index, suffix.timeIndex, suffix.txnIndex].map((kind) => this.path(kind))
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  /** Renames all files, say to `.deleted`. Descriptors stay good, so answers under way still find their bytes. */
  changeEnding(ending: string): void {
    const kinds = [suffix.log, suffix.index, suffix.timeIndex, suffix.txnIndex]
    const before = kinds.map((kind) => this.path(kind))
    this.#ending = ending
    kinds.forEach((kind, at) => {
      const from = before[at]
      if (from !== undefined && this.#disk.exists(from)) this.#disk.rename(from, this.path(kind))
    })
    this.#followPaths()
  }

  /** The folder got another name. */
  moveTo(directory: string): void {
    this.#directory = directory
    this.#followPaths()
  }

  deleteFiles(): void {
    this.close()
    for (const kind of [suffix.log, suffix.index, suffix.timeIndex, suffix.txnIndex]) this.#disk.remove(this.path(kind))
  }

  #followPaths(): void {
    this.offsetIndex.file.path = this.path(suffix.index)
    this.timeIndex.file.path = this.path(suffix.timeIndex)
    this.txnIndex.path = this.path(suffix.txnIndex)
  }
}
