import { CorruptRecordError } from './corrupt.ts'

const twoTo32 = 0x1_0000_0000

/** A signed 64-bit count or time as a number; throws `CorruptRecordError` beyond 2^53. */
export function readInt64(bytes: Buffer, at: number): number {
  const value = bytes.readInt32BE(at) * twoTo32 + bytes.readUInt32BE(at + 4)
  if (!Number.isSafeInteger(value)) throw new CorruptRecordError(`64-bit value at byte ${at} is beyond 2^53`)
  return value
}

export function writeInt64(bytes: Buffer, value: number, at: number): void {
  bytes.writeInt32BE(Math.floor(value / twoTo32), at)
  bytes.writeUInt32BE(value % twoTo32 >= 0 ? value % twoTo32 : (value % twoTo32) + twoTo32, at + 4)
}
