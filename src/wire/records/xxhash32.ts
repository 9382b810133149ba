const prime1 = 0x9e3779b1
const prime2 = 0x85ebca77
const prime3 = 0xc2b2ae3d
const prime4 = 0x27d4eb2f
const prime5 = 0x165667b1

/** xxHash with 32 bits and seed 0, unsigned: LZ4's checksum. */
export function xxhash32(bytes: Buffer): number {
  const { length } = bytes
  let at = 0
  let hash = prime5
  if (length >= 16) {
    const lanes: [number, number, number, number] = [prime1 + prime2, prime2, 0, -prime1]
    for (; at + 16 <= length; at += 16) {
      lanes[0] = round(lanes[0], bytes.readUInt32LE(at))
      lanes[1] = round(lanes[1], bytes.readUInt32LE(at + 4))
      lanes[2] = round(lanes[2], bytes.readUInt32LE(at + 8))
      lanes[3] = round(lanes[3], bytes.readUInt32LE(at + 12))
    }
    hash = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18)
  }
  hash = (hash + length) | 0
  for (; at + 4 <= length; at += 4) {
    hash = Math.imul(rotate((hash + Math.imul(bytes.readUInt32LE(at), prime3)) | 0, 17), prime4)
  }
  for (; at < length; at++) hash = Math.imul(rotate((hash + Math.imul(bytes[at] ?? 0, prime5)) | 0, 11), prime1)
  hash = Math.imul(hash ^ (hash >>> 15), prime2)
  hash = Math.imul(hash ^ (hash >>> 13), prime3)
  return (hash ^ (hash >>> 16)) >>> 0
}

function round(lane: number, word: number): number {
  return Math.imul(rotate((lane + Math.imul(word, prime2)) | 0, 13), prime1)
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
