import { CorruptRecordError } from './corrupt.ts'

/** Reads zigzag varints one after the other from a stretch of a buffer; throws `CorruptRecordError` past its end. */
export class VarintReader {
  readonly bytes: Buffer
  at: number
  readonly end: number

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  byte(): number {
    if (this.at >= this.end) throw new CorruptRecordError('Record ends within a field')
    return this.bytes[this.at++] ?? 0
  }

  /** A signed 32-bit number. */
  varint(): number {
    let raw = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const next = this.byte()
      raw |= (next & 0x7f) << shift
      if (next < 0x80) return (raw >>> 1) ^ -(raw & 1)
    }
    throw new CorruptRecordError('Varint is too long, the most significant bit in the 5th byte is set')
  }

  /** A signed 64-bit number; throws beyond 2^53. */
  varlong(): number {
    let low = 0
    let scale = 1
    for (let count = 0; count < 10; count++) {
      const next = this.byte()
      low += (next & 0x7f) * scale
      scale *= 128
      if (next < 0x80) return unzigzag(low)
    }
    throw new CorruptRecordError('Varlong is too long, the most significant bit in the 10th byte is set')
  }

  /** A view of the next `length` bytes. */
  take(length: number): Buffer {
    if (length > this.end - this.at)
      throw new CorruptRecordError(`Record field of ${length} bytes goes past its record`)
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  skip(length: number): void {
    if (length > this.end - this.at)
      throw new CorruptRecordError(`Record field of ${length} bytes goes past its record`)
    this.at += length
  }
}

function unzigzag(raw: number): number {
  const value = raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2
  if (!Number.isSafeInteger(raw)) throw new CorruptRecordError('64-bit value is beyond 2^53')
  return value
}

export function varintSize(value: number): number {
  const raw = ((value << 1) ^ (value >> 31)) >>> 0
  return raw < 0x80 ? 1 : raw < 0x4000 ? 2 : raw < 0x200000 ? 3 : raw < 0x10000000 ? 4 : 5
}

export function varlongSize(value: number): number {
  let size = 1
  for (let raw = zigzag(value); raw >= 128; raw = Math.floor(raw / 128)) size++
  return size
}

/** Writes at `at` and returns the position after it. */
export function writeVarint(bytes: Uint8Array, value: number, at: number): number {
  let raw = ((value << 1) ^ (value >> 31)) >>> 0
  let position = at
  while (raw >= 0x80) {
    bytes[position++] = (raw & 0x7f) | 0x80
    raw >>>= 7
  }
  bytes[position++] = raw
  return position
}

/** Writes at `at` and returns the position after it; `value` within 2^52 either way. */
export function writeVarlong(bytes: Uint8Array, value: number, at: number): number {
  let raw = zigzag(value)
  let position = at
  while (raw >= 128) {
    bytes[position++] = (raw % 128) | 0x80
    raw = Math.floor(raw / 128)
  }
  bytes[position++] = raw
  return position
}

function zigzag(value: number): number {
  return value >= 0 ? value * 2 : -value * 2 - 1
}
