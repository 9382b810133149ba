import { slicedCrc } from './crc-sliced.ts'
import { lazyRequire } from './native.ts'

type Crc32c = (bytes: Uint8Array, previous?: number) => number

/** Below this many bytes the call into native code costs more than it saves. */
const nativePaysFrom = 256
const reversedPolynomial = 0x82f63b78

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

/** The same without native code. */
export const crc32cPortable: Crc32c = slicedCrc(reversedPolynomial)

function loadNative(): Crc32c | undefined {
  try {
    const loaded: typeof import('@node-rs/crc32') = lazyRequire()('@node-rs/crc32')
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
