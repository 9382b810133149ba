import { MalformedError } from './errors.ts'

/**
 * Values of a fixed size, at a place of a buffer that was already checked to be there. The reader, the writer and the
 * compiled codecs are built on these.
 */

const twoTo32 = 2 ** 32

/** The uuid that stands for none. */
export const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA'

export const fixedSize = {
  boolean: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  int64: 8,
  int64big: 8,
  float64: 8,
  uuid: 16,
} as const

export type FixedKind = keyof typeof fixedSize

export function isFixed(type: { readonly kind: string }): type is { readonly kind: FixedKind } {
  return Object.hasOwn(fixedSize, type.kind)
}

type Get<T> = (bytes: Buffer, at: number) => T

function int32(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
}

function int64(bytes: Buffer, at: number): number {
  const high = int32(bytes, at)
  if (high >= 0x200000 || high < -0x200000) throw new MalformedError('an int64 beyond 2^53')
  return high * twoTo32 + (int32(bytes, at + 4) >>> 0)
}

/** Through here a bigint becomes two words and back, several times as fast as by Buffer's own methods. */
const big = new BigInt64Array(1)
const words = new Int32Array(big.buffer)
const lowWord = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 0 : 1
const highWord = 1 - lowWord

function int64big(bytes: Buffer, at: number): bigint {
  words[highWord] = int32(bytes, at)
  words[lowWord] = int32(bytes, at + 4)
  return big[0] ?? 0n
}

function uuid(bytes: Buffer, at: number): string {
  let any = 0
  for (let i = at; i < at + 16; i++) any |= bytes[i] ?? 0
  return any === 0 ? zeroUuid : bytes.toString('base64url', at, at + 16)
}

export const get = {
  boolean: (bytes: Buffer, at: number) => bytes[at] !== 0,
  int8: (bytes: Buffer, at: number) => ((bytes[at] ?? 0) << 24) >> 24,
  int16: (bytes: Buffer, at: number) => (((bytes[at] ?? 0) << 24) >> 16) | (bytes[at + 1] ?? 0),
  uint16: (bytes: Buffer, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0),
  int32,
  int64,
  int64big,
  float64: (bytes: Buffer, at: number) => bytes.readDoubleBE(at),
  uuid,
} as const satisfies { readonly [K in FixedKind]: Get<unknown> }

type Put<T> = (bytes: Buffer, at: number, value: T) => void

function unrepresentable(value: unknown, type: string): RangeError {
  return new RangeError(`${String(value)} is no ${type}`)
}

function putInt8(bytes: Buffer, at: number, value: number): void {
  if ((value << 24) >> 24 !== value) throw unrepresentable(value, 'int8')
  bytes[at] = value
}

function putInt16(bytes: Buffer, at: number, value: number): void {
  if ((value << 16) >> 16 !== value) throw unrepresentable(value, 'int16')
  bytes[at] = value >> 8
  bytes[at + 1] = value
}

function putUint16(bytes: Buffer, at: number, value: number): void {
  if ((value & 0xffff) !== value) throw unrepresentable(value, 'uint16')
  bytes[at] = value >> 8
  bytes[at + 1] = value
}

function setInt32(bytes: Buffer, at: number, value: number): void {
  bytes[at] = value >> 24
  bytes[at + 1] = value >> 16
  bytes[at + 2] = value >> 8
  bytes[at + 3] = value
}

function putInt32(bytes: Buffer, at: number, value: number): void {
  if ((value | 0) !== value) throw unrepresentable(value, 'int32')
  setInt32(bytes, at, value)
}

function putInt64(bytes: Buffer, at: number, value: number): void {
  if (!Number.isSafeInteger(value)) throw unrepresentable(value, 'int64 below 2^53')
  setInt32(bytes, at, Math.floor(value / twoTo32))
  setInt32(bytes, at + 4, value >>> 0)
}

function putInt64big(bytes: Buffer, at: number, value: bigint): void {
  if (BigInt.asIntN(64, value) !== value) throw unrepresentable(value, 'int64')
  big[0] = value
  setInt32(bytes, at, words[highWord] ?? 0)
  setInt32(bytes, at + 4, words[lowWord] ?? 0)
}

function putUuid(bytes: Buffer, at: number, value: string): void {
  if (value === zeroUuid) bytes.fill(0, at, at + 16)
  else if (value.length !== 22 || bytes.write(value, at, 16, 'base64url') !== 16) throw unrepresentable(value, 'uuid')
}

export const put = {
  boolean: (bytes: Buffer, at: number, value: boolean) => {
    bytes[at] = value ? 1 : 0
  },
  int8: putInt8,
  int16: putInt16,
  uint16: putUint16,
  int32: putInt32,
  int64: putInt64,
  int64big: putInt64big,
  float64: (bytes: Buffer, at: number, value: number) => {
    bytes.writeDoubleBE(value, at)
  },
  uuid: putUuid,
} as const satisfies { readonly [K in FixedKind]: Put<never> }
