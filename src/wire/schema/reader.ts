import { MalformedError } from './errors.ts'

const twoTo32 = 2 ** 32
/** The uuid that stands for none. */
export const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA'

/**
 * Takes primitive values off a buffer, front to back. Every length is checked against the bytes that are left before
 * anything is allocated, so that a hostile frame can cost no more than its own size.
 */
export class Reader {
  readonly bytes: Buffer
  readonly end: number
  /** Where the next value starts, counted from the start of `bytes`. */
  at: number

  constructor(bytes: Buffer, offset = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = offset
    this.end = end
  }

  get remaining(): number {
    return this.end - this.at
  }

  /** Moves past `size` bytes and returns where they started. */
  take(size: number): number {
    const start = this.at
    if (size > this.end - start) throw new MalformedError(`${size} bytes expected, ${this.end - start} left`)
    this.at = start + size
    return start
  }

  boolean(): boolean {
    return this.bytes[this.take(1)] !== 0
  }

  int8(): number {
    const at = this.take(1)
    return ((this.bytes[at] ?? 0) << 24) >> 24
  }

  int16(): number {
    const at = this.take(2)
    const bytes = this.bytes
    return (((bytes[at] ?? 0) << 24) >> 16) | (bytes[at + 1] ?? 0)
  }

  uint16(): number {
    return this.int16() & 0xffff
  }

  int32(): number {
    const at = this.take(4)
    const bytes = this.bytes
    return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  }

  uint32(): number {
    return this.int32() >>> 0
  }

  /** An int64 that counts or dates; beyond 2^53 it is refused, not rounded. */
  int64(): number {
    const high = this.int32()
    const low = this.int32() >>> 0
    if (high >= 0x200000 || high < -0x200000) throw new MalformedError('an int64 beyond 2^53')
    return high * twoTo32 + low
  }

  int64big(): bigint {
    return this.bytes.readBigInt64BE(this.take(8))
  }

  float64(): number {
    return this.bytes.readDoubleBE(this.take(8))
  }

  /** Kafka's form of a uuid: 22 characters of base64url. */
  uuid(): string {
    const at = this.take(16)
    const bytes = this.bytes
    let any = 0
    for (let i = at; i < at + 16; i++) any |= bytes[i] ?? 0
    return any === 0 ? zeroUuid : bytes.toString('base64url', at, at + 16)
  }

  /** An unsigned varint of at most 32 bits. */
  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift <= 28; shift += 7) {
      const byte = this.bytes[this.take(1)] ?? 0
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    throw new MalformedError('a varint of more than five bytes')
  }

  /** A compact length; negative stands for null. */
  compactLength(): number {
    return this.unsignedVarint() - 1
  }

  /** ZooKeeper's lengths: -1 is null, less is nonsense. */
  juteLength(): number {
    const length = this.int32()
    if (length < -1) throw new MalformedError(`length ${length}`)
    return length
  }

  text(length: number): string | null {
    if (length < 0) return null
    const start = this.take(length)
    return length === 0 ? '' : this.bytes.toString('utf8', start, start + length)
  }

  /** A copy, so that keeping it doesn't keep the frame. */
  copy(length: number): Buffer | null {
    const view = this.view(length)
    return view === null ? null : Buffer.from(view)
  }

  view(length: number): Buffer | null {
    if (length < 0) return null
    const start = this.take(length)
    return this.bytes.subarray(start, start + length)
  }

  /** Checks that `count` elements of at least `minimum` bytes each can still follow; negative counts (null) pass. */
  elements(count: number, minimum: number): number {
    if (count * minimum > this.end - this.at) {
      throw new MalformedError(`${count} elements announced, ${this.end - this.at} bytes left`)
    }
    return count
  }

  /** Checks that a tagged field took exactly the bytes that were announced for it. */
  tagEnd(expected: number): void {
    if (this.at !== expected) throw new MalformedError('a tagged field of another size than announced')
  }
}
