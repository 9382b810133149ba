import type { DiskFile } from '../base/disk/disk.ts'
import { batchHeaderSize, field, logOverhead, RecordBatch } from '../wire/records/batch.ts'
import { CorruptRecordError } from '../wire/records/corrupt.ts'
import { legacyRecords } from '../wire/records/legacy.ts'
import { type LogRecord, records } from '../wire/records/record.ts'

/** A batch in a file; the buffer under it is used again for the next one. */
export interface FileBatch {
  readonly batch: RecordBatch
  readonly position: number
  readonly size: number
}

/** Smallest message of the oldest format. */
const smallestBatch = 26
const headerChunk = 8192
const wholeChunk = 1024 * 1024

/** The last offset of a batch of any format: old messages, and wrappers of compressed ones, carry it in front. */
export function lastOffsetOf(batch: RecordBatch): number {
  return batch.magic >= 2 ? batch.lastOffset : batch.baseOffset
}

/** The largest timestamp of a batch's records, in any format; −1 without one, and for a batch that compaction emptied. */
export function maxTimestampOf(batch: RecordBatch): number {
  if (batch.magic >= 2) return batch.count === 0 ? -1 : batch.maxTimestamp
  return batch.magic === 1 ? batch.bytes.readIntBE(batch.start + 18 + 2, 6) : -1
}

/** The records of a batch of any format. Throws `CorruptRecordError`. */
export function recordsOf(batch: RecordBatch): Generator<LogRecord, void> {
  return batch.magic >= 2 ? records(batch) : legacyRecords(batch.view)
}

/** Batches from `start` to `end` of a log file, only their headers in memory. Throws `CorruptRecordError` where the bytes are none. */
export function fileHeaders(file: DiskFile, start: number, end: number): Generator<FileBatch, void> {
  return walk(new Window(file, end, headerChunk), start, end, false)
}

/** The same with all of their bytes. Stops at a batch that goes beyond `end`. */
export function fileBatches(file: DiskFile, start: number, end: number): Generator<FileBatch, void> {
  return walk(new Window(file, end, wholeChunk), start, end, true)
}

function* walk(window: Window, start: number, end: number, whole: boolean): Generator<FileBatch, void> {
  let position = start
  while (end - position >= logOverhead) {
    const header = window.at(position, Math.min(batchHeaderSize, end - position))
    const size = window.bytes.readInt32BE(header + field.length) + logOverhead
    if (size < smallestBatch)
      throw new CorruptRecordError(
        `Found record size ${size - logOverhead} smaller than minimum record overhead (14) in file ${window.path} at position ${position}`,
      )
    if (size > end - position) return
    if (window.bytes.readInt8(header + field.magic) >= 2 && size < batchHeaderSize)
      throw new CorruptRecordError(
        `Record batch of ${size} bytes in file ${window.path} at position ${position} is too small`,
      )
    const at = whole ? window.at(position, size) : header
    yield { batch: new RecordBatch(window.bytes, at), position, size }
    position += size
  }
}

/** A stretch of the file in memory that moves on as it is asked for. */
class Window {
  bytes: Buffer
  #from = 0
  #length = 0
  readonly #file: DiskFile
  readonly #end: number

  constructor(file: DiskFile, end: number, chunk: number) {
    this.#file = file
    this.#end = end
    this.bytes = Buffer.allocUnsafe(Math.max(batchHeaderSize, Math.min(chunk, end)))
  }

  get path(): string {
    return this.#file.path
  }

  /** Index in `bytes` of `length` bytes of the file from `position`, which lie before the end. */
  at(position: number, length: number): number {
    if (position >= this.#from && position + length <= this.#from + this.#length) return position - this.#from
    if (length > this.bytes.length) this.bytes = Buffer.allocUnsafe(length)
    this.#from = position
    this.#length = this.#file.read(this.bytes.subarray(0, Math.min(this.bytes.length, this.#end - position)), position)
    if (this.#length < length) throw new CorruptRecordError(`File ${this.path} ends at ${position + this.#length}`)
    return 0
  }
}
