import { requireLazily } from './native.ts'

type Crc32c = (bytes: Uint8Array, previous?: number) => number

/** Below this many bytes the call into native code costs more than it saves. */
const nativePaysFrom = 256
const reversedPolynomial = 0x82f63b78

let tables: Uint32Array | undefined
let native: Crc32c | undefined
let nativeLooked = false

/**
 * CRC-32C (Castagnoli) as an unsigned 32-bit number. `previous` is the CRC of the bytes before these, to go on from.
 * Native code where it loads and agrees with ours; else slicing by eight.
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  if (bytes.length < nativePaysFrom) return crc32cPortable(bytes, previous)
  if (!nativeLooked) {
    nativeLooked = true
    native = loadNative()
  }
  return native ? native(bytes, previous) : crc32cPortable(bytes, previous)
}

/** The same without native code: eight table look-ups for eight bytes. */
export function crc32cPortable(bytes: Uint8Array, previous = 0): number {
  tables ??= makeTables()
  const t = tables
  const end = bytes.length
  const slicedEnd = end - (end % 8)
  let crc = ~previous
  let at = 0
  for (; at < slicedEnd; at += 8) {
    const low = crc ^ (at4(bytes, at) | 0)
    const high = at4(bytes, at + 4)
    crc =
      look(t, 1792 + (low & 255)) ^
      look(t, 1536 + ((low >>> 8) & 255)) ^
      look(t, 1280 + ((low >>> 16) & 255)) ^
      look(t, 1024 + (low >>> 24)) ^
      look(t, 768 + (high & 255)) ^
      look(t, 512 + ((high >>> 8) & 255)) ^
      look(t, 256 + ((high >>> 16) & 255)) ^
      look(t, high >>> 24)
  }
  for (; at < end; at++) crc = look(t, (crc ^ (bytes[at] ?? 0)) & 255) ^ (crc >>> 8)
  return ~crc >>> 0
}

function at4(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

function look(table: Uint32Array, index: number): number {
  return table[index] ?? 0
}

/** Table k (256 entries from 256 k) advances the CRC of one byte over k further zero bytes. */
function makeTables(): Uint32Array {
  const made = new Uint32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ reversedPolynomial : crc >>> 1
    made[byte] = crc
  }
  for (let index = 256; index < made.length; index++) {
    const shorter = look(made, index - 256)
    made[index] = look(made, shorter & 255) ^ (shorter >>> 8)
  }
  return made
}

function loadNative(): Crc32c | undefined {
  try {
    const loaded: typeof import('@node-rs/crc32') = requireLazily('@node-rs/crc32')
    const candidate: Crc32c = (bytes, previous) =>
      loaded.crc32c(
        Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
        previous,
      )
    return agrees(candidate) ? candidate : undefined
  } catch {
    return undefined // no binary for this machine: the portable one serves
  }
}

function agrees(candidate: Crc32c): boolean {
  const sample = Buffer.from(Array.from({ length: 301 }, (_, index) => (index * 167 + 13) & 255))
  return candidate(sample) === crc32cPortable(sample) && candidate(sample, 12345) === crc32cPortable(sample, 12345)
}
