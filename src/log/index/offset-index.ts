import type { Disk } from '../../base/disk/disk.ts'
import { EntryFile } from './entry-file.ts'

export interface OffsetPosition {
  readonly offset: number
  readonly position: number
}

const entrySize = 8
const relativeOffset = (bytes: Buffer, at: number) => bytes.readInt32BE(at)
const filePosition = (bytes: Buffer, at: number) => bytes.readInt32BE(at + 4)

/** `.index`: for some batches, their last offset (less the base) and where they begin in the log file. */
export class OffsetIndex {
  readonly file: EntryFile
  readonly #base: number
  readonly #mostEntries: number

  constructor(disk: Disk, path: string, baseOffset: number, maxBytes: number) {
    this.file = new EntryFile(disk, path, entrySize)
    this.#base = baseOffset
    this.#mostEntries = Math.floor(maxBytes / entrySize)
  }

  get isFull(): boolean {
    return this.file.count >= this.#mostEntries
  }
  get lastOffset(): number {
    return this.file.count === 0 ? this.#base : this.#base + this.file.at(this.file.count - 1, relativeOffset)
  }

  /** Offsets must grow. A full index takes no more: the segment is about to be rolled. */
  append(offset: number, position: number): void {
    if (this.isFull) return
    const relative = offset - this.#base
    this.file.append((target, at) => {
      target.writeInt32BE(relative, at)
      target.writeInt32BE(position, at + 4)
    })
  }

  /** The entry with the largest offset not above the target; the segment's start when there is none. */
  lookup(target: number): OffsetPosition {
    const at = this.file.floor(target - this.#base, relativeOffset)
    return at < 0 ? { offset: this.#base, position: 0 } : this.entry(at)
  }

  /** The first entry at or after a position in the log file; undefined beyond the last. */
  entryFromPosition(position: number): OffsetPosition | undefined {
    const at = this.file.floor(position - 1, filePosition) + 1
    return at < this.file.count ? this.entry(at) : undefined
  }

  /** Drops entries at and above the offset. */
  truncateTo(offset: number): void {
    this.file.truncate(this.file.floor(offset - 1 - this.#base, relativeOffset) + 1)
  }

  /** False for a file that can't be an index: torn, or zeros at its end as a crash leaves it. */
  load(): boolean {
    return this.file.load() && (this.file.count === 0 || this.lastOffset > this.#base)
  }

  /** Entry `at` of `file.count`. */
  entry(at: number): OffsetPosition {
    return { offset: this.#base + this.file.at(at, relativeOffset), position: this.file.at(at, filePosition) }
  }
}
