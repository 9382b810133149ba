import { crc32c } from '../../base/crc32c.ts'
import { CorruptRecordError } from './corrupt.ts'
import { readInt64, writeInt64 } from './int64.ts'

/** Bytes before the records of a batch of format 2. */
export const batchHeaderSize = 61
/** Bytes of base offset and length, which the length field does not count. */
export const logOverhead = 12
/** Where every format, 0 to 2, has its format number. */
export const magicPosition = 16

/** Positions in the header of a batch of format 2, relative to its first byte. */
export const field = {
  baseOffset: 0,
  length: 8,
  partitionLeaderEpoch: 12,
  magic: magicPosition,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  count: 57,
} as const

export const attribute = {
  codecMask: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
} as const

const largestInt32 = 0x7fffffff

/**
 * A view on one whole batch of format 2 inside a buffer: nothing is copied, the setters write in place.
 * The two setters that a leader needs on append (`setBaseOffset`, `setPartitionLeaderEpoch`) touch bytes that the CRC
 * does not cover; the others leave the CRC stale until `updateCrc`.
 */
export class RecordBatch {
  readonly bytes: Buffer
  /** Position of the batch's first byte in `bytes`. */
  readonly start: number

  constructor(bytes: Buffer, start = 0) {
    this.bytes = bytes
    this.start = start
  }

  get baseOffset(): number {
    return readInt64(this.bytes, this.start + field.baseOffset)
  }
  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta
  }
  get nextOffset(): number {
    return this.lastOffset + 1
  }
  /** Of the whole batch, with its first 12 bytes. */
  get sizeInBytes(): number {
    return this.bytes.readInt32BE(this.start + field.length) + logOverhead
  }
  get end(): number {
    return this.start + this.sizeInBytes
  }
  get partitionLeaderEpoch(): number {
    return this.bytes.readInt32BE(this.start + field.partitionLeaderEpoch)
  }
  get magic(): number {
    return this.bytes.readInt8(this.start + field.magic)
  }
  /** The stored CRC-32C, unsigned. */
  get crc(): number {
    return this.bytes.readUInt32BE(this.start + field.crc)
  }
  get attributes(): number {
    return this.bytes.readInt16BE(this.start + field.attributes)
  }
  /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
  get codec(): number {
    return this.attributes & attribute.codecMask
  }
  get isLogAppendTime(): boolean {
    return (this.attributes & attribute.logAppendTime) !== 0
  }
  get isTransactional(): boolean {
    return (this.attributes & attribute.transactional) !== 0
  }
  get isControl(): boolean {
    return (this.attributes & attribute.control) !== 0
  }
  get hasDeleteHorizon(): boolean {
    return (this.attributes & attribute.deleteHorizon) !== 0
  }
  get lastOffsetDelta(): number {
    return this.bytes.readInt32BE(this.start + field.lastOffsetDelta)
  }
  /** −1 without one; the delete horizon when the batch has one. */
  get baseTimestamp(): number {
    return readInt64(this.bytes, this.start + field.baseTimestamp)
  }
  get maxTimestamp(): number {
    return readInt64(this.bytes, this.start + field.maxTimestamp)
  }
  /** −1 without a producer. */
  get producerId(): number {
    return readInt64(this.bytes, this.start + field.producerId)
  }
  get producerEpoch(): number {
    return this.bytes.readInt16BE(this.start + field.producerEpoch)
  }
  get baseSequence(): number {
    return this.bytes.readInt32BE(this.start + field.baseSequence)
  }
  get hasProducerId(): boolean {
    return this.producerId >= 0
  }
  /** −1 without a sequence; goes on from 0 after 2^31 − 1. */
  get lastSequence(): number {
    const first = this.baseSequence
    return first < 0 ? -1 : sequenceAfter(first, this.lastOffsetDelta)
  }
  /** Number of records; 0 in a batch that compaction emptied. */
  get count(): number {
    return this.bytes.readInt32BE(this.start + field.count)
  }
  /** The batch alone, a view. */
  get view(): Buffer {
    return this.bytes.subarray(this.start, this.end)
  }
  /** The records after the header, compressed as the codec says; a view. */
  get recordBytes(): Buffer {
    return this.bytes.subarray(this.start + batchHeaderSize, this.end)
  }

  setBaseOffset(offset: number): void {
    writeInt64(this.bytes, offset, this.start + field.baseOffset)
  }
  setPartitionLeaderEpoch(epoch: number): void {
    this.bytes.writeInt32BE(epoch, this.start + field.partitionLeaderEpoch)
  }
  setAttributes(attributes: number): void {
    this.bytes.writeInt16BE(attributes, this.start + field.attributes)
  }
  setMaxTimestamp(timestamp: number): void {
    writeInt64(this.bytes, timestamp, this.start + field.maxTimestamp)
  }
  setProducer(producerId: number, producerEpoch: number, baseSequence: number): void {
    writeInt64(this.bytes, producerId, this.start + field.producerId)
    this.bytes.writeInt16BE(producerEpoch, this.start + field.producerEpoch)
    this.bytes.writeInt32BE(baseSequence, this.start + field.baseSequence)
  }
  /** Gives all records the leader's time, as `message.timestamp.type=LogAppendTime` asks, and makes the CRC right again. */
  stampLogAppendTime(timestamp: number): void {
    this.setAttributes(this.attributes | attribute.logAppendTime)
    this.setMaxTimestamp(timestamp)
    this.updateCrc()
  }

  computeCrc(): number {
    return crc32c(this.bytes.subarray(this.start + field.attributes, this.end))
  }
  updateCrc(): void {
    this.bytes.writeUInt32BE(this.computeCrc(), this.start + field.crc)
  }
  get isValid(): boolean {
    return this.sizeInBytes >= batchHeaderSize && this.crc === this.computeCrc()
  }
  /** Throws `CorruptRecordError` when the size is too small or the CRC wrong. */
  ensureValid(): void {
    if (this.sizeInBytes < batchHeaderSize) {
      throw new CorruptRecordError(
        `Record batch is corrupt (the size ${this.sizeInBytes} is smaller than the minimum allowed overhead ${batchHeaderSize})`,
      )
    }
    const computed = this.computeCrc()
    if (this.crc !== computed) {
      throw new CorruptRecordError(`Record is corrupt (stored crc = ${this.crc}, computed crc = ${computed})`)
    }
  }
}

/** The sequence `count` records after `sequence`. */
export function sequenceAfter(sequence: number, count: number): number {
  return sequence > largestInt32 - count ? count - (largestInt32 - sequence) - 1 : sequence + count
}

/**
 * The batch at `at`; undefined when the bytes up to `end` do not hold all of it, as at the end of a fetch or a torn file.
 * Throws `CorruptRecordError` for a length that no batch can have. Formats 0 and 1 have other headers: see `legacy.ts`.
 */
export function batchAt(bytes: Buffer, at: number, end = bytes.length): RecordBatch | undefined {
  if (end - at < logOverhead) return undefined
  const size = bytes.readInt32BE(at + field.length) + logOverhead
  if (size < smallestEntry) {
    throw new CorruptRecordError(`Record size ${size - logOverhead} is less than the minimum record overhead (14)`)
  }
  if (end - at < size) return undefined
  if (bytes.readInt8(at + magicPosition) >= 2 && size < batchHeaderSize) {
    throw new CorruptRecordError(
      `Record batch is corrupt (the size ${size} is smaller than the minimum allowed overhead ${batchHeaderSize})`,
    )
  }
  return new RecordBatch(bytes, at)
}

/** The smallest message of format 0: 12 bytes of offset and size, 14 of the rest. */
const smallestEntry = 26

/** The whole batches in `bytes`, in order; an incomplete one at the end is left out. */
export function* batches(bytes: Buffer, start = 0, end = bytes.length): Generator<RecordBatch, void> {
  let batch = batchAt(bytes, start, end)
  while (batch) {
    const next = batch.end
    yield batch
    batch = batchAt(bytes, next, end)
  }
}
