import type { Disk } from '../../base/disk/disk.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import { readInt64, writeInt64 } from '../../wire/records/int64.ts'
import { EntryFile } from './entry-file.ts'

export interface TimestampOffset {
  /** Milliseconds; −1 for none. */
  readonly timestamp: number
  readonly offset: number
}

const entrySize = 12
const timestampAt = (bytes: Buffer, at: number) => readInt64(bytes, at)
const relativeOffset = (bytes: Buffer, at: number) => bytes.readInt32BE(at + 8)

/** `.timeindex`: the largest timestamp so far and its record's offset (less the base); both grow. */
export class TimeIndex {
  readonly file: EntryFile
  readonly #base: number
  readonly #mostEntries: number
  #last: TimestampOffset | undefined

  constructor(disk: Disk, path: string, baseOffset: number, maxBytes: number) {
    this.file = new EntryFile(disk, path, entrySize)
    this.#base = baseOffset
    this.#mostEntries = Math.floor(maxBytes / entrySize)
  }

  /** One place is kept for the entry that is made when the segment is closed. */
  get isFull(): boolean {
    return this.file.count >= this.#mostEntries - 1
  }
  get last(): TimestampOffset {
    this.#last ??= this.file.count === 0 ? { timestamp: -1, offset: this.#base } : this.entry(this.file.count - 1)
    return this.#last
  }

  /** Adds the pair if it is later than the last. */
  maybeAppend(timestamp: number, offset: number, evenIfFull = false): void {
    if (timestamp <= this.last.timestamp || (this.isFull && !evenIfFull)) return
    const relative = offset - this.#base
    this.file.append((target, at) => {
      writeInt64(target, timestamp, at)
      target.writeInt32BE(relative, at + 8)
    })
    this.#last = { timestamp, offset }
  }

  /** The last entry not later than the timestamp. */
  lookup(timestamp: number): TimestampOffset {
    const at = this.file.floor(timestamp, timestampAt)
    return at < 0 ? { timestamp: -1, offset: this.#base } : this.entry(at)
  }

  truncateTo(offset: number): void {
    const relative = offset - this.#base
    this.#last = undefined
    this.file.truncate(this.file.floor(relative - 1, relativeOffset) + 1)
  }

  reset(): void {
    this.#last = undefined
    this.file.reset()
  }

  /** False for a file that can't be an index. */
  load(): boolean {
    this.#last = undefined
    if (!this.file.load()) return false
    if (this.file.count === 0) return true
    try {
      return this.last.timestamp >= this.entry(0).timestamp && this.last.offset >= this.#base
    } catch (error) {
      if (error instanceof CorruptRecordError) return false // a number that no timestamp can be
      throw error
    }
  }

  /** Entry `at` of `file.count`. */
  entry(at: number): TimestampOffset {
    return { timestamp: this.file.at(at, timestampAt), offset: this.#base + this.file.at(at, relativeOffset) }
  }
}
