import { CorruptRecordError } from './corrupt.ts'
import { lz4CompressBlock, lz4DecompressBlock } from './lz4-block.ts'
import { xxhash32 } from './xxhash32.ts'

// The LZ4 frame format as Kafka writes it: version 1, independent blocks of 64 KiB, no checksums of blocks or content.
const magic = 0x184d2204
const flags = 0x60
const blockDescriptor = 0x40
const blockSize = 64 * 1024
const headerSize = 7
const uncompressedBit = 0x80000000

export interface Lz4Options {
  /** Formats 0 of Kafka's messages checksummed the magic number too, against the specification; readers of it expect that. */
  readonly withOldHeaderChecksum?: boolean
}

export function lz4Compress(bytes: Uint8Array, options: Lz4Options = {}): Buffer {
  const blocks = Math.ceil(bytes.length / blockSize)
  const target = Buffer.allocUnsafe(headerSize + bytes.length + blocks * 4 + 4)
  target.writeUInt32LE(magic, 0)
  target[4] = flags
  target[5] = blockDescriptor
  target[6] = headerChecksum(target.subarray(options.withOldHeaderChecksum ? 0 : 4, 6))
  let at = headerSize
  for (let start = 0; start < bytes.length; start += blockSize) {
    at = writeBlock(bytes.subarray(start, start + blockSize), target, at)
  }
  target.writeUInt32LE(0, at)
  return target.subarray(0, at + 4)
}

/** A block that does not shrink is stored as it is. */
function writeBlock(block: Uint8Array, target: Buffer, at: number): number {
  const size = lz4CompressBlock(block, target, at + 4, at + 4 + block.length)
  if (size > 0 && size < block.length) {
    target.writeUInt32LE(size, at)
    return at + 4 + size
  }
  target.writeUInt32LE((block.length | uncompressedBit) >>> 0, at)
  target.set(block, at + 4)
  return at + 4 + block.length
}

interface FrameHeader {
  readonly largestBlock: number
  readonly hasBlockChecksums: boolean
  readonly end: number
}

/**
 * Accepts either header checksum; `into` is filled first, and given up for larger memory when it is too small. Throws
 * `CorruptRecordError` for broken data or more than `maxSize` bytes.
 */
export function lz4Decompress(bytes: Buffer, maxSize: number, into?: Buffer): Buffer {
  const header = readHeader(bytes)
  let target = into ?? Buffer.allocUnsafe(Math.min(maxSize, Math.max(bytes.length * 3, 1024)))
  let to = 0
  let at = header.end
  for (;;) {
    if (bytes.length - at < 4) throw new CorruptRecordError('LZ4 frame ends without its end mark')
    const word = bytes.readUInt32LE(at)
    at += 4
    if (word === 0) return target.subarray(0, to)
    const size = word % uncompressedBit
    if (size > bytes.length - at || size > header.largestBlock)
      throw new CorruptRecordError('LZ4 block goes past its end')
    const needed = word >= uncompressedBit ? size : header.largestBlock
    if (target.length - to < needed) target = grow(target, to, Math.min(needed, size * 255), maxSize)
    to = readBlock(bytes.subarray(at, at + size), word >= uncompressedBit, target, to)
    at += size + (header.hasBlockChecksums ? 4 : 0)
  }
}

function readBlock(block: Buffer, stored: boolean, target: Buffer, to: number): number {
  if (!stored) return lz4DecompressBlock(block, target, to)
  if (block.length > target.length - to) throw new CorruptRecordError('LZ4 data grows beyond the limit')
  return to + block.copy(target, to)
}

/** Room for one more block, within the limit; a block that needs more than it fails when it is read. */
function grow(target: Buffer, used: number, needed: number, maxSize: number): Buffer {
  const size = Math.min(maxSize, Math.max(target.length * 2, used + needed))
  if (size <= target.length) return target
  const larger = Buffer.allocUnsafe(size)
  target.copy(larger, 0, 0, used)
  return larger
}

function readHeader(bytes: Buffer): FrameHeader {
  if (bytes.length < headerSize) throw new CorruptRecordError('LZ4 frame has no header')
  if (bytes.readUInt32LE(0) !== magic) throw new CorruptRecordError('Stream unsupported (invalid magic bytes)')
  const flag = bytes[4] ?? 0
  const sizeCode = ((bytes[5] ?? 0) >>> 4) & 7
  if (flag >>> 6 !== 1) throw new CorruptRecordError(`Version ${flag >>> 6} is unsupported`)
  if (sizeCode < 4) throw new CorruptRecordError(`Block size value ${sizeCode} is unsupported`)
  const end = 6 + (flag & 0x08 ? 8 : 0) + (flag & 0x01 ? 4 : 0)
  if (bytes.length <= end) throw new CorruptRecordError('LZ4 frame has no header')
  const stored = bytes[end]
  if (stored !== headerChecksum(bytes.subarray(4, end)) && stored !== headerChecksum(bytes.subarray(0, end))) {
    throw new CorruptRecordError('Stream frame descriptor corrupted')
  }
  return { largestBlock: 2 ** (8 + 2 * sizeCode), hasBlockChecksums: (flag & 0x10) !== 0, end: end + 1 }
}

function headerChecksum(descriptor: Buffer): number {
  return (xxhash32(descriptor) >>> 8) & 0xff
}
