/**
 * A CRC of 32 bits by eight table look-ups for eight bytes; for short inputs faster than a call into native code. The
 * function gives an unsigned number; `previous` is the CRC of the bytes before these, to go on from.
 */
export function slicedCrc(reversedPolynomial: number): (bytes: Uint8Array, previous?: number) => number {
  let tables: Uint32Array | undefined
  return (bytes, previous = 0) => {
    tables ??= makeTables(reversedPolynomial)
    return advance(tables, bytes, previous)
  }
}

function advance(t: Uint32Array, bytes: Uint8Array, previous: number): number {
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
function makeTables(reversedPolynomial: number): Uint32Array {
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
