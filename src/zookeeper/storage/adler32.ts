const base = 65521
/** The most bytes whose sums stay below 2^32 without a division. */
const run = 5552

/** Adler-32, as ZooKeeper seals its files; `value` goes on with an earlier checksum. Unsigned. */
export function adler32(bytes: Uint8Array, value = 1): number {
  let low = value & 0xffff
  let high = value >>> 16
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(at + run, bytes.length)
    for (; at < end; at++) {
      low += bytes[at] ?? 0
      high += low
    }
    low %= base
    high %= base
  }
  return ((high << 16) | low) >>> 0
}
