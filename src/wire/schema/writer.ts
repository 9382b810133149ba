import { isFileRange } from '../../base/disk/disk.ts'
import { type Chunk, inMemory, isList, type Records, recordsSize } from './chunk.ts'
import { put } from './fixed.ts'

const slabSize = 64 * 1024
/** With less room than this a slab isn't used for another message. */
const leastRoom = 512
/** Records shorter than this are cheaper to copy than to hand over as a piece of their own. */
const copyBelow = 1024
/** Up to this length a string that is ASCII is written by hand. */
const shortText = 64
/** The longest string that Kafka allows. */
const longestString = 0x7fff

/** So many slabs with room left are kept: one writer may be busy while others begin and finish. */
const mostSpare = 4

interface Slab {
  readonly bytes: Buffer
  /** From here on it is free. */
  from: number
}

/** The slabs with room left that the next writers go on with. While a writer has one, nobody else sees it. */
const spare: Slab[] = []

/**
 * Puts values one after the other into memory that it takes from a slab; finished messages are slices of that slab,
 * never copied again.
 */
export class Writer {
  /** Where `room` has made room; another one after each call of it. */
  bytes: Buffer
  private readonly slab: Slab
  private start: number
  private at: number
  private flushed = 0
  private readonly chunks: Chunk[] = []

  constructor() {
    const slab = spare.pop() ?? { bytes: Buffer.allocUnsafeSlow(slabSize), from: 0 }
    this.slab = slab
    this.bytes = slab.bytes
    this.start = slab.from
    this.at = slab.from
  }

  /** Bytes written so far. */
  get size(): number {
    return this.flushed + this.at - this.start
  }

  /** Makes room for `size` more bytes and returns where in `bytes` they go. */
  room(size: number): number {
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
    put.boolean(this.bytes, at, value)
  }

  int8(value: number): void {
    const at = this.room(1)
    put.int8(this.bytes, at, value)
  }

  int16(value: number): void {
    const at = this.room(2)
    put.int16(this.bytes, at, value)
  }

  uint16(value: number): void {
    const at = this.room(2)
    put.uint16(this.bytes, at, value)
  }

  int32(value: number): void {
    const at = this.room(4)
    put.int32(this.bytes, at, value)
  }

  int64(value: number): void {
    const at = this.room(8)
    put.int64(this.bytes, at, value)
  }

  int64big(value: bigint): void {
    const at = this.room(8)
    put.int64big(this.bytes, at, value)
  }

  float64(value: number): void {
    const at = this.room(8)
    put.float64(this.bytes, at, value)
  }

  uuid(value: string): void {
    const at = this.room(16)
    put.uuid(this.bytes, at, value)
  }

  unsignedVarint(value: number): void {
    let rest = value >>> 0
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80)
    this.byte(rest)
  }

  private byte(value: number): void {
    const at = this.room(1)
    this.bytes[at] = value
  }

  /** A string after an int16 length; null is length -1. */
  string(value: string | null): void {
    if (value === null) this.int16(-1)
    else this.text(value, 'int16', longestString)
  }

  compactString(value: string | null): void {
    if (value === null) this.byte(0)
    else this.text(value, 'varint', longestString)
  }

  juteString(value: string | null): void {
    if (value === null) this.int32(-1)
    else this.text(value, 'int32', 0x7fffffff)
  }

  private text(value: string, prefix: 'int16' | 'int32' | 'varint', longest: number): void {
    if (value.length <= shortText && this.asciiText(value, prefix)) return
    const length = Buffer.byteLength(value)
    if (length > longest) throw new RangeError(`a string of ${length} bytes is too long`)
    this.length(length, prefix)
    const at = this.room(length)
    this.bytes.write(value, at, length)
  }

  private length(length: number, prefix: 'int16' | 'int32' | 'varint'): void {
    if (prefix === 'varint') this.unsignedVarint(length + 1)
    else this[prefix](length)
  }

  /** Short strings are put in by hand faster than by calls into Node; false, and nothing written, where one isn't ASCII. */
  private asciiText(value: string, prefix: 'int16' | 'int32' | 'varint'): boolean {
    const before = this.at - this.start
    this.length(value.length, prefix)
    const at = this.room(value.length)
    const bytes = this.bytes
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) {
        this.at = this.start + before
        return false
      }
      bytes[at + i] = code
    }
    return true
  }

  /** Bytes after an int32 length. */
  data(value: Uint8Array | null): void {
    this.int32(value === null ? -1 : value.length)
    if (value !== null) this.raw(value)
  }

  compactData(value: Uint8Array | null): void {
    this.unsignedVarint(value === null ? 0 : value.length + 1)
    if (value !== null) this.raw(value)
  }

  records(value: Records | null): void {
    this.int32(value === null ? -1 : recordsSize(value))
    this.pieces(value)
  }

  compactRecords(value: Records | null): void {
    this.unsignedVarint(value === null ? 0 : recordsSize(value) + 1)
    this.pieces(value)
  }

  private pieces(value: Records | null): void {
    if (value === null) return
    if (isList(value)) for (const piece of value) this.piece(piece)
    else this.piece(value)
  }

  private piece(piece: Chunk): void {
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

  /** Begins a tagged field; its size is filled in by `closeTag`. No `records` may be written in between. */
  openTag(tag: number): number {
    this.unsignedVarint(tag)
    this.byte(0)
    return this.size
  }

  closeTag(opened: number): void {
    const size = this.size - opened
    const extra = varintSize(size) - 1
    this.room(extra)
    const from = this.at - extra - size
    if (extra > 0) this.bytes.copyWithin(from + extra, from, from + size)
    const end = this.at
    this.at = from - 1
    this.unsignedVarint(size)
    this.at = end
  }

  /** What was written, in order, as views on the slab: what is kept for long should be copied. The writer is done with. */
  finish(): Chunk[] {
    this.flush()
    this.giveBack()
    return this.chunks
  }

  private giveBack(): void {
    if (this.bytes.length !== slabSize || this.at >= slabSize - leastRoom || spare.length >= mostSpare) return
    const slab = this.bytes === this.slab.bytes ? this.slab : { bytes: this.bytes, from: 0 }
    slab.from = this.at
    spare.push(slab)
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
}

function varintSize(value: number): number {
  let size = 1
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++
  return size
}
