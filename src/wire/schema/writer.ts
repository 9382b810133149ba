import { type FileRange, isFileRange } from '../../base/disk/disk.ts'

/** What `encode` gives: bytes in memory, and file ranges that go to the socket without passing through the heap. */
export type Chunk = Buffer | FileRange

const slabSize = 64 * 1024
/** Records shorter than this are cheaper to copy than to hand over as a piece of their own. */
const copyBelow = 1024
const twoTo32 = 2 ** 32

/** The slab with room left that the next writer goes on with. While a writer has it, nobody else sees it. */
let spare: Buffer | undefined
let spareFrom = 0

function unrepresentable(value: unknown, type: string): RangeError {
  return new RangeError(`${String(value)} is not an ${type}`)
}

/**
 * Puts primitive values one after the other into memory that it takes from a shared slab; finished messages are
 * slices of that slab, never copied again.
 */
export class Writer {
  private bytes: Buffer
  private start: number
  private at: number
  private flushed = 0
  private readonly chunks: Chunk[] = []

  constructor() {
    this.bytes = spare ?? Buffer.allocUnsafeSlow(slabSize)
    this.start = spareFrom
    this.at = spareFrom
    spare = undefined
    spareFrom = 0
  }

  /** Bytes written so far. */
  get size(): number {
    return this.flushed + this.at - this.start
  }

  /** Makes room for `size` more bytes and returns where they go. */
  private room(size: number): number {
    const at = this.at
    if (at + size > this.bytes.length) return this.grow(size)
    this.at = at + size
    return at
  }

  private grow(size: number): number {
    const written = this.at - this.start
    const slab = Buffer.allocUnsafeSlow(Math.max(slabSize, 2 * (written + size)))
    this.bytes.copy(slab, 0, this.start, this.at)
    this.bytes = slab
    this.start = 0
    this.at = written + size
    return written
  }

  boolean(value: boolean): void {
    const at = this.room(1)
    this.bytes[at] = value ? 1 : 0
  }

  int8(value: number): void {
    if ((value << 24) >> 24 !== value) throw unrepresentable(value, 'int8')
    const at = this.room(1)
    this.bytes[at] = value
  }

  int16(value: number): void {
    if ((value << 16) >> 16 !== value) throw unrepresentable(value, 'int16')
    const at = this.room(2)
    this.bytes[at] = value >> 8
    this.bytes[at + 1] = value
  }

  uint16(value: number): void {
    if ((value & 0xffff) !== value) throw unrepresentable(value, 'uint16')
    this.int16((value << 16) >> 16)
  }

  int32(value: number): void {
    if ((value | 0) !== value) throw unrepresentable(value, 'int32')
    this.putInt32(this.room(4), value)
  }

  uint32(value: number): void {
    if (value >>> 0 !== value) throw unrepresentable(value, 'uint32')
    this.putInt32(this.room(4), value)
  }

  int64(value: number): void {
    if (!Number.isSafeInteger(value)) throw unrepresentable(value, 'int64 below 2^53')
    const at = this.room(8)
    this.putInt32(at, Math.floor(value / twoTo32))
    this.putInt32(at + 4, value % twoTo32)
  }

  int64big(value: bigint): void {
    const at = this.room(8)
    this.bytes.writeBigInt64BE(value, at)
  }

  float64(value: number): void {
    const at = this.room(8)
    this.bytes.writeDoubleBE(value, at)
  }

  uuid(value: string): void {
    if (value.length !== 22) throw unrepresentable(value, 'uuid')
    const at = this.room(16)
    if (this.bytes.write(value, at, 16, 'base64url') !== 16) throw unrepresentable(value, 'uuid')
  }

  unsignedVarint(value: number): void {
    if (value < 0x80 && value >= 0) {
      const at = this.room(1)
      this.bytes[at] = value
      return
    }
    let rest = value >>> 0
    const at = this.room(varintSize(rest))
    let i = at
    for (; rest > 0x7f; rest >>>= 7) this.bytes[i++] = (rest & 0x7f) | 0x80
    this.bytes[i] = rest
  }

  /** A string after an int16 length; null is length -1. */
  string(value: string | null): void {
    if (value === null) {
      this.int16(-1)
      return
    }
    const length = Buffer.byteLength(value)
    if (length > 0x7fff) throw new RangeError(`a string of ${length} bytes is too long`)
    this.int16(length)
    this.text(value, length)
  }

  compactString(value: string | null): void {
    if (value === null) {
      this.unsignedVarint(0)
      return
    }
    const length = Buffer.byteLength(value)
    if (length > 0x7fff) throw new RangeError(`a string of ${length} bytes is too long`)
    this.unsignedVarint(length + 1)
    this.text(value, length)
  }

  juteString(value: string | null): void {
    if (value === null) {
      this.int32(-1)
      return
    }
    const length = Buffer.byteLength(value)
    this.int32(length)
    this.text(value, length)
  }

  private text(value: string, length: number): void {
    const at = this.room(length)
    this.bytes.write(value, at, length, 'utf8')
  }

  /** Bytes after an int32 length. */
  data(value: Uint8Array | null): void {
    if (value === null) {
      this.int32(-1)
      return
    }
    this.int32(value.length)
    this.raw(value)
  }

  compactData(value: Uint8Array | null): void {
    if (value === null) {
      this.unsignedVarint(0)
      return
    }
    this.unsignedVarint(value.length + 1)
    this.raw(value)
  }

  records(value: Records | null): void {
    if (value === null) {
      this.int32(-1)
      return
    }
    this.int32(recordsSize(value))
    this.pieces(value)
  }

  compactRecords(value: Records | null): void {
    if (value === null) {
      this.unsignedVarint(0)
      return
    }
    this.unsignedVarint(recordsSize(value) + 1)
    this.pieces(value)
  }

  private pieces(value: Records): void {
    if (!isList(value)) {
      this.piece(value)
      return
    }
    for (const piece of value) this.piece(piece)
  }

  piece(piece: Chunk): void {
    if (!isFileRange(piece) && piece.length < copyBelow) {
      this.raw(piece)
      return
    }
    this.flush()
    this.chunks.push(piece)
    this.flushed += piece.length
  }

  raw(value: Uint8Array): void {
    const at = this.room(value.length)
    this.bytes.set(value, at)
  }

  /** What was written, in order. The writer is done with. */
  finish(): Chunk[] {
    this.flush()
    if (this.bytes.length === slabSize && this.at < slabSize - 512) {
      spare = this.bytes
      spareFrom = this.at
    }
    return this.chunks
  }

  /** Like `finish`, after putting the size of all that follows it into the first four bytes. */
  finishFrame(): Chunk[] {
    const chunks = this.finish()
    const first = chunks[0]
    if (first !== undefined && !isFileRange(first)) first.writeInt32BE(this.flushed - 4)
    return chunks
  }

  /** What was written, as one buffer: for messages without file ranges. */
  finishBytes(): Buffer {
    const [only, ...more] = this.finish()
    if (only === undefined) return Buffer.alloc(0)
    if (more.length === 0 && !isFileRange(only)) return only
    return Buffer.concat([only, ...more].map(inMemory))
  }

  private flush(): void {
    if (this.at === this.start) return
    this.chunks.push(this.bytes.subarray(this.start, this.at))
    this.flushed += this.at - this.start
    this.start = this.at
  }

  private putInt32(at: number, value: number): void {
    const bytes = this.bytes
    bytes[at] = value >> 24
    bytes[at + 1] = value >> 16
    bytes[at + 2] = value >> 8
    bytes[at + 3] = value
  }
}

/** A `records` field on its way out. */
export type Records = Chunk | readonly Chunk[]

function isList(value: Records): value is readonly Chunk[] {
  return Array.isArray(value)
}

function inMemory(chunk: Chunk): Buffer {
  if (isFileRange(chunk)) throw new TypeError('a file range is no buffer')
  return chunk
}

function recordsSize(value: Records): number {
  if (!isList(value)) return value.length
  let size = 0
  for (const piece of value) size += piece.length
  return size
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++
  return size
}
