import type { Disk } from '../../base/disk/disk.ts'

const blockBytes = 4096

/**
 * A sorted file of entries of equal size that grows at its end. New entries gather in memory and are written by the
 * block: after a crash Kafka rebuilds the indexes of all segments that were not flushed, so none is lost that counts.
 * Of what is on disk only the block last looked at is kept.
 */
export class EntryFile {
  readonly #disk: Disk
  path: string
  readonly entrySize: number
  #count = 0
  /** Entries on disk; the others are pending. */
  #written = 0
  #pending: Buffer | undefined
  #block: { first: number; count: number; bytes: Buffer } | undefined

  constructor(disk: Disk, path: string, entrySize: number) {
    this.#disk = disk
    this.path = path
    this.entrySize = entrySize
  }

  get count(): number {
    return this.#count
  }
  get sizeInBytes(): number {
    return this.#count * this.entrySize
  }

  /** Takes the entries that the file has; false when its size is no multiple of theirs. A missing file is empty. */
  load(): boolean {
    this.#forget()
    const size = this.#disk.exists(this.path) ? this.#disk.stat(this.path).size : 0
    this.#count = Math.floor(size / this.entrySize)
    this.#written = this.#count
    return size % this.entrySize === 0
  }

  /** Room for the next entry; the caller fills `entrySize` bytes of the buffer from the position. */
  append(fill: (target: Buffer, at: number) => void): void {
    const room = Math.floor(blockBytes / this.entrySize)
    if (this.#count - this.#written === room) this.writePending()
    this.#pending ??= Buffer.allocUnsafe(room * this.entrySize)
    fill(this.#pending, (this.#count - this.#written) * this.entrySize)
    this.#count++
  }

  /** The value of entry `index`, as `read` takes it from the bytes at the position. */
  at<T>(index: number, read: (bytes: Buffer, at: number) => T): T {
    if (this.#pending && index >= this.#written) return read(this.#pending, (index - this.#written) * this.entrySize)
    const block = this.#blockOf(index)
    return read(block.bytes, (index - block.first) * this.entrySize)
  }

  /** The last entry whose key is not above `target`, or −1. */
  floor(target: number, key: (bytes: Buffer, at: number) => number): number {
    let [low, high] = this.#searchRange(target, key)
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.at(middle, key) <= target) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Between which entries the floor lies: within the block at hand if it can be there, so that nothing is read. */
  #searchRange(target: number, key: (bytes: Buffer, at: number) => number): [number, number] {
    const pendingFirst = this.#written
    if (pendingFirst < this.#count && this.at(pendingFirst, key) <= target) return [pendingFirst, this.#count - 1]
    const block = this.#block
    if (block && key(block.bytes, 0) <= target) {
      const last = block.count - 1
      if (key(block.bytes, last * this.entrySize) >= target) return [block.first, block.first + last]
    }
    return [-1, this.#written - 1]
  }

  truncate(count: number): void {
    if (count >= this.#count) return
    if (count < this.#written) {
      this.#withFile((file) => file.truncate(count * this.entrySize))
      this.#written = count
      this.#forget()
    }
    this.#count = count
  }

  /** Empty, whatever the file held. */
  reset(): void {
    this.#withFile((file) => file.truncate(0))
    this.#forget()
    this.#count = 0
    this.#written = 0
  }

  writePending(): void {
    const fresh = this.#count - this.#written
    if (!this.#pending || fresh === 0) return
    const bytes = this.#pending.subarray(0, fresh * this.entrySize)
    this.#withFile((file) => file.write([bytes], this.#written * this.entrySize))
    this.#written = this.#count
    this.#block = undefined
  }

  /** Gives the file its full size at once, zero filled, as Kafka maps it. */
  preallocate(bytes: number): void {
    const whole = bytes - (bytes % this.entrySize)
    this.#withFile((file) => file.truncate(Math.max(whole, this.#written * this.entrySize)))
  }

  /** Writes what is pending and cuts the preallocated rest off; the buffers go. */
  trim(): void {
    this.writePending()
    this.#withFile((file) => file.truncate(this.sizeInBytes))
    this.#forget()
  }

  /** Writes what is pending; the path then holds all entries. */
  sync(): void {
    this.writePending()
    if (this.#disk.exists(this.path)) this.#withFile((file) => file.sync())
  }

  #forget(): void {
    this.#pending = undefined
    this.#block = undefined
  }

  #blockOf(index: number) {
    const room = Math.floor(blockBytes / this.entrySize)
    const first = index - (index % room)
    if (this.#block?.first === first) return this.#block
    const count = Math.min(room, this.#written - first)
    const bytes = Buffer.alloc(count * this.entrySize)
    this.#withFile((file) => file.read(bytes, first * this.entrySize), 'read')
    this.#block = { first, count, bytes }
    return this.#block
  }

  #withFile<T>(use: (file: ReturnType<Disk['open']>) => T, mode: 'read' | 'create' = 'create'): T {
    const file = this.#disk.open(this.path, mode)
    try {
      return use(file)
    } finally {
      file.close()
    }
  }
}
