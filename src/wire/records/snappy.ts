import { CorruptRecordError } from './corrupt.ts'

// Snappy as snappy-java's streams write it and Kafka therefore stores it: a header, then chunks with their length.
const xerialHeader = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])
const magicLength = 8
const chunkSize = 32 * 1024
/** A copy of three bytes gives at most 64. */
const largestRatio = 22
const hashBits = 14
const hashMultiplier = 0x1e35a7bd

let table: Int32Array | undefined

export function snappyCompress(bytes: Uint8Array): Buffer {
  const chunks = Math.ceil(bytes.length / chunkSize)
  const target = Buffer.allocUnsafe(xerialHeader.length + chunks * (4 + worstSize(chunkSize)))
  let at = xerialHeader.copy(target)
  for (let start = 0; start < bytes.length; start += chunkSize) {
    const end = compressBlock(bytes.subarray(start, start + chunkSize), target, at + 4)
    target.writeInt32BE(end - at - 4, at)
    at = end
  }
  return target.subarray(0, at)
}

/** Reads snappy-java's framing and bare blocks. Throws `CorruptRecordError` for broken data or more than `maxSize` bytes. */
export function snappyDecompress(bytes: Buffer, maxSize: number): Buffer {
  const framed = bytes.length >= magicLength && bytes.compare(xerialHeader, 0, magicLength, 0, magicLength) === 0
  const blocks = framed ? framedBlocks(bytes) : [bytes]
  const total = blocks.reduce((sum, block) => sum + readLength(block).length, 0)
  if (total > maxSize) throw new CorruptRecordError(`Snappy data would grow to ${total} bytes`)
  const target = Buffer.allocUnsafe(total)
  let at = 0
  for (const block of blocks) at = decompressBlock(block, target, at)
  return target
}

function framedBlocks(bytes: Buffer): Buffer[] {
  const blocks: Buffer[] = []
  let at = xerialHeader.length
  while (at < bytes.length) {
    const length = at + 4 <= bytes.length ? bytes.readInt32BE(at) : -1
    if (length < 0 || length > bytes.length - at - 4) throw new CorruptRecordError('Snappy chunk goes past its end')
    blocks.push(bytes.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return blocks
}

/** The uncompressed length that a block begins with, checked against what its bytes can give. */
function readLength(block: Buffer): { length: number; at: number } {
  let length = 0
  for (let at = 0; at < 5 && at < block.length; at++) {
    const next = block[at] ?? 0
    length += (next & 0x7f) * 2 ** (7 * at)
    if (next >= 0x80) continue
    if (length > block.length * largestRatio) break
    return { length, at: at + 1 }
  }
  throw new CorruptRecordError('Snappy block has no valid length')
}

function decompressBlock(block: Buffer, target: Buffer, start: number): number {
  const { length, at: first } = readLength(block)
  const end = start + length
  let from = first
  let to = start
  while (from < block.length) {
    const tag = block[from++] ?? 0
    const kind = tag & 3
    let size = (tag >>> 2) + 1
    if (kind === 0) {
      if (size > 60) {
        const extra = size - 60
        size = littleEndian(block, from, extra) + 1
        from += extra
      }
      if (size > block.length - from || size > end - to)
        throw new CorruptRecordError('Snappy literal goes past its end')
      block.copy(target, to, from, from + size)
      from += size
    } else {
      if (kind === 1) size = ((tag >>> 2) & 7) + 4
      const extra = kind === 1 ? 1 : kind === 2 ? 2 : 4
      const distance = littleEndian(block, from, extra) + (kind === 1 ? (tag >>> 5) << 8 : 0)
      from += extra
      if (distance === 0 || distance > to - start || size > end - to)
        throw new CorruptRecordError('Snappy copy is out of range')
      copyWithin(target, to, distance, size)
    }
    to += size
  }
  if (to !== end || from > block.length) throw new CorruptRecordError('Snappy block is shorter than it says')
  return to
}

function littleEndian(bytes: Buffer, at: number, count: number): number {
  let value = 0
  for (let index = count - 1; index >= 0; index--) value = value * 256 + (bytes[at + index] ?? 0)
  return value
}

function copyWithin(target: Buffer, to: number, distance: number, size: number): void {
  if (distance >= size && size > 16) target.copyWithin(to, to - distance, to - distance + size)
  else for (let at = to; at < to + size; at++) target[at] = target[at - distance] ?? 0
}

function worstSize(length: number): number {
  return 32 + length + Math.ceil(length / 6)
}

function compressBlock(source: Uint8Array, target: Buffer, start: number): number {
  table ??= new Int32Array(1 << hashBits)
  table.fill(-1)
  let to = writeLength(target, source.length, start)
  let literalStart = 0
  let at = 0
  let misses = 32
  const lastStart = source.length - 15
  while (at < lastStart) {
    const word = word32(source, at)
    const slot = Math.imul(word, hashMultiplier) >>> (32 - hashBits)
    const candidate = table[slot] ?? -1
    table[slot] = at
    if (candidate < 0 || word32(source, candidate) !== word) {
      at += misses++ >>> 5
      continue
    }
    misses = 32
    const size = matchLength(source, candidate, at)
    to = writeLiteral(source, literalStart, at, target, to)
    to = writeCopies(target, to, at - candidate, size)
    at += size
    literalStart = at
  }
  return writeLiteral(source, literalStart, source.length, target, to)
}

function word32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

function matchLength(source: Uint8Array, earlier: number, at: number): number {
  let size = 4
  while (at + size < source.length && source[earlier + size] === source[at + size]) size++
  return size
}

function writeLength(target: Buffer, length: number, start: number): number {
  let at = start
  let rest = length
  for (; rest >= 0x80; rest >>>= 7) target[at++] = (rest & 0x7f) | 0x80
  target[at++] = rest
  return at
}

function writeLiteral(source: Uint8Array, from: number, end: number, target: Buffer, start: number): number {
  const size = end - from
  if (size === 0) return start
  let at = start
  if (size <= 60) target[at++] = (size - 1) << 2
  else if (size <= 256) {
    target[at++] = 60 << 2
    target[at++] = size - 1
  } else {
    target[at++] = 61 << 2
    target.writeUInt16LE(size - 1, at)
    at += 2
  }
  target.set(source.subarray(from, end), at)
  return at + size
}

/** Copies of 4 to 64 bytes each, with a two-byte distance. */
function writeCopies(target: Buffer, start: number, distance: number, size: number): number {
  let at = start
  let rest = size
  while (rest > 0) {
    const now = rest > 64 ? Math.min(64, rest - 4) : rest
    target[at++] = 2 | ((now - 1) << 2)
    target.writeUInt16LE(distance, at)
    at += 2
    rest -= now
  }
  return at
}
