import { MalformedError } from './errors.ts'
import { get } from './fixed.ts'

/**
 * Takes values off a buffer, front to back. Every length is checked against the bytes that are left before anything is
 * allocated, so that a hostile frame can cost no more than its own size.
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
    return get.boolean(this.bytes, this.take(1))
  }

  int8(): number {
    return get.int8(this.bytes, this.take(1))
  }

  int16(): number {
    return get.int16(this.bytes, this.take(2))
  }

  uint16(): number {
    return get.uint16(this.bytes, this.take(2))
  }

  int32(): number {
    return get.int32(this.bytes, this.take(4))
  }

  /** An int64 that counts or dates; beyond 2^53 it is refused, not rounded. */
  int64(): number {
    return get.int64(this.bytes, this.take(8))
  }

  int64big(): bigint {
    return get.int64big(this.bytes, this.take(8))
  }

  float64(): number {
    return get.float64(this.bytes, this.take(8))
  }

  /** Kafka's form of a uuid: 22 characters of base64url. */
  uuid(): string {
    return get.uuid(this.bytes, this.take(16))
  }

  /** An unsigned varint of at most 32 bits. */
  unsignedVarint(): number {
    const first = this.bytes[this.take(1)] ?? 0
    return first < 0x80 ? first : this.longVarint(first & 0x7f)
  }

  private longVarint(first: number): number {
    let value = first
    for (let shift = 7; shift <= 28; shift += 7) {
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

  /** Passes over tagged fields that this version of the message doesn't know. */
  skipTagged(): void {
    for (let count = this.unsignedVarint(); count > 0; count--) {
      this.unsignedVarint()
      this.take(this.unsignedVarint())
    }
  }

  /** Checks that a tagged field took exactly the bytes that were announced for it. */
  tagEnd(expected: number): void {
    if (this.at !== expected) throw new MalformedError('a tagged field of another size than announced')
  }
}
