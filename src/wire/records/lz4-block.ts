import { CorruptRecordError } from './corrupt.ts'

const hashBits = 14
const hashMultiplier = 0x9e3779b1
const smallestMatch = 4
/** The last bytes of a block are always literals, and the last match begins before them. */
const lastLiterals = 5
const lastMatchMargin = 12
const farthest = 65535

let table: Int32Array | undefined

/** Compresses into `target` from `start`; returns the size, or 0 when it would reach `limit`. */
export function lz4CompressBlock(source: Uint8Array, target: Buffer, start: number, limit: number): number {
  table ??= new Int32Array(1 << hashBits)
  table.fill(-1)
  const matchEnd = source.length - lastLiterals
  let to = start
  let literalStart = 0
  let at = 0
  let misses = 64
  while (at < source.length - lastMatchMargin) {
    const word = word32(source, at)
    const slot = Math.imul(word, hashMultiplier) >>> (32 - hashBits)
    const candidate = table[slot] ?? -1
    table[slot] = at
    if (candidate < 0 || at - candidate > farthest || word32(source, candidate) !== word) {
      at += misses++ >>> 6
      continue
    }
    misses = 64
    let size = smallestMatch
    while (at + size < matchEnd && source[candidate + size] === source[at + size]) size++
    if (to + sequenceSize(at - literalStart, size) >= limit) return 0
    to = writeSequence(source, literalStart, at, target, to, at - candidate, size)
    at += size
    literalStart = at
  }
  if (to + sequenceSize(source.length - literalStart, 0) >= limit) return 0
  return writeSequence(source, literalStart, source.length, target, to, 0, 0) - start
}

function word32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

function sequenceSize(literals: number, match: number): number {
  return 5 + literals + Math.floor(literals / 255) + Math.floor(match / 255)
}

/** Literals and the match after them; a distance of 0 stands for the last sequence, which has no match. */
function writeSequence(
  source: Uint8Array,
  from: number,
  end: number,
  target: Buffer,
  start: number,
  distance: number,
  matchSize: number,
): number {
  const literals = end - from
  const match = distance === 0 ? 0 : matchSize - smallestMatch
  let at = start
  target[at++] = (Math.min(literals, 15) << 4) | Math.min(match, 15)
  if (literals >= 15) at = writeRest(target, at, literals - 15)
  target.set(source.subarray(from, end), at)
  at += literals
  if (distance === 0) return at
  target.writeUInt16LE(distance, at)
  return match >= 15 ? writeRest(target, at + 2, match - 15) : at + 2
}

function writeRest(target: Buffer, start: number, length: number): number {
  let at = start
  let rest = length
  for (; rest >= 255; rest -= 255) target[at++] = 255
  target[at++] = rest
  return at
}

/** Decompresses into `target` from `start`, with earlier blocks before it; returns the end. Throws `CorruptRecordError`. */
export function lz4DecompressBlock(block: Buffer, target: Buffer, start: number): number {
  const end = block.length
  let to = start
  let at = 0
  while (at < end) {
    const token = block[at++] ?? 0
    let literals = token >>> 4
    if (literals === 15) {
      let more = 255
      while (more === 255 && at < end) {
        more = block[at++] ?? 0
        literals += more
      }
    }
    if (literals > end - at || literals > target.length - to)
      throw new CorruptRecordError('LZ4 literals go past their end')
    if (literals > 24) block.copy(target, to, at, at + literals)
    else for (let index = 0; index < literals; index++) target[to + index] = block[at + index] ?? 0
    at += literals
    to += literals
    if (at === end) return to
    if (end - at < 2) break
    const distance = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8)
    at += 2
    let size = token & 15
    if (size === 15) {
      let more = 255
      while (more === 255 && at < end) {
        more = block[at++] ?? 0
        size += more
      }
    }
    size += smallestMatch
    if (distance === 0 || distance > to || size > target.length - to)
      throw new CorruptRecordError('LZ4 match is out of range')
    if (distance >= size && size > 16) target.copyWithin(to, to - distance, to - distance + size)
    else for (let index = to; index < to + size; index++) target[index] = target[index - distance] ?? 0
    to += size
  }
  throw new CorruptRecordError('LZ4 block ends within a sequence')
}
