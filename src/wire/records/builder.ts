import { attribute, batchHeaderSize, field, logOverhead, RecordBatch } from './batch.ts'
import { type Codec, codecId, compress } from './compression.ts'
import { writeInt64 } from './int64.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

export interface HeaderToWrite {
  readonly key: string | Uint8Array
  readonly value: Uint8Array | null
}

export interface RecordToWrite {
  /** Absolute; without it records are numbered from the batch's base offset. */
  readonly offset?: number
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: readonly HeaderToWrite[]
}

/** Values of records without key and headers, all of one moment: stretches of `source`, each from `bounds[2 i]` to `bounds[2 i + 1]`. */
export interface Values {
  readonly timestamp: number
  readonly source: Uint8Array
  readonly bounds: readonly number[]
}

/** Who wrote a batch, for the broker to tell a retry from a new one. */
export interface ProducerState {
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly baseSequence?: number
}

export interface BatchOptions extends ProducerState {
  readonly baseOffset?: number
  readonly codec?: Codec
  readonly compressionLevel?: number
  readonly partitionLeaderEpoch?: number
  readonly isTransactional?: boolean
  readonly isControl?: boolean
  /** The leader's time for all records. */
  readonly logAppendTime?: number
  /** When compaction may drop tombstones; stored in place of the base timestamp. */
  readonly deleteHorizon?: number
  /** Where compaction took the last records out; by default that of the last record. */
  readonly lastOffset?: number
}

const firstCapacity = 4096
/** Up to so many bytes a loop is faster than a call into native code. */
const copiedByHand = 24
/** Bytes of a record's length. */
const mostLength = 5
/** −1, which stands for null, as a varint: one byte, 1. */
const nullLength = 1
/** Bytes of the number of headers where there are none. */
const noHeaders = 1

/** Writes records one after the other into a buffer that grows, then the header before them. */
export class BatchWriter {
  #bytes: Buffer
  #at = batchHeaderSize
  #count = 0
  #lastDelta = -1
  #baseTimestamp = -1
  #maxTimestamp = -1
  readonly #options: BatchOptions

  /** Writes into `bytes` as long as they suffice; the batch may be a view on them. */
  constructor(options: BatchOptions = {}, bytes: Buffer = Buffer.allocUnsafe(firstCapacity)) {
    this.#options = options
    this.#bytes = bytes
    this.#baseTimestamp = options.deleteHorizon ?? -1
  }

  get count(): number {
    return this.#count
  }
  /** Uncompressed, with the header. */
  get size(): number {
    return this.#at
  }

  /** The buffers are copied at once. */
  append(record: RecordToWrite): void {
    const { timestamp, key, value, headers = [] } = record
    const delta = record.offset === undefined ? this.#lastDelta + 1 : record.offset - (this.#options.baseOffset ?? 0)
    if (this.#count === 0 && this.#options.deleteHorizon === undefined) this.#baseTimestamp = timestamp
    const timestampDelta = timestamp - this.#baseTimestamp
    const size =
      1 + varlongSize(timestampDelta) + varintSize(delta) + bytesSize(key) + bytesSize(value) + headersSize(headers)
    this.#reserve(size + mostLength)
    let at = writeVarint(this.#bytes, size, this.#at)
    this.#bytes[at++] = 0
    at = writeVarlong(this.#bytes, timestampDelta, at)
    at = writeVarint(this.#bytes, delta, at)
    at = writeBytes(this.#bytes, value, writeBytes(this.#bytes, key, at))
    this.#at = writeHeaders(this.#bytes, headers, at)
    this.#counted(delta, timestamp)
  }

  /**
   * Appends values from the one at `bounds[from]` on, as many of those before `bounds[to]` as there is room for without growing, and one at
   * least. Returns where the next begins. The way of bulk input, with nothing allocated for a record.
   */
  appendValues({ timestamp, source, bounds }: Values, from: number, to: number): number {
    if (this.#count === 0) this.#baseTimestamp = timestamp
    const timestampDelta = timestamp - this.#baseTimestamp
    const timestampSize = varlongSize(timestampDelta)
    let next = from
    for (; next < to; next += 2) {
      const start = bounds[next] ?? 0
      const end = bounds[next + 1] ?? start
      const length = end - start
      const delta = this.#lastDelta + 1
      const size = 3 + timestampSize + varintSize(delta) + varintSize(length) + length
      if (next > from && this.#at + size + mostLength > this.#bytes.length) break
      this.#reserve(size + mostLength)
      const bytes = this.#bytes
      let at = writeVarint(bytes, size, this.#at)
      bytes[at++] = 0
      at = writeVarlong(bytes, timestampDelta, at)
      at = writeVarint(bytes, delta, at)
      bytes[at++] = nullLength
      at = writeVarint(bytes, length, at)
      if (length > copiedByHand) bytes.set(source.subarray(start, end), at)
      else for (let from = start, to = at; from < end; from++, to++) bytes[to] = source[from] ?? 0
      at += length
      bytes[at++] = 0
      this.#at = at
      this.#counted(delta, timestamp)
    }
    return next
  }

  /** The batch, compressed if asked and with its CRC; the writer must not be used after it. */
  finish(producer: ProducerState = this.#options): Buffer {
    const { codec = 'none', compressionLevel } = this.#options
    if (codec === 'none') return this.#header(this.#bytes.subarray(0, this.#at), producer)
    const packed = compress(codec, this.#bytes.subarray(batchHeaderSize, this.#at), compressionLevel)
    const whole = Buffer.allocUnsafe(batchHeaderSize + packed.length)
    whole.set(packed, batchHeaderSize)
    return this.#header(whole, producer)
  }

  #counted(delta: number, timestamp: number): void {
    this.#count++
    this.#lastDelta = delta
    if (timestamp > this.#maxTimestamp) this.#maxTimestamp = timestamp
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + size))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }

  #header(whole: Buffer, producer: ProducerState): Buffer {
    const { baseOffset = 0, partitionLeaderEpoch = -1, lastOffset, logAppendTime } = this.#options
    const { producerId = -1, producerEpoch = -1, baseSequence = -1 } = producer
    writeInt64(whole, baseOffset, field.baseOffset)
    whole.writeInt32BE(whole.length - logOverhead, field.length)
    whole.writeInt32BE(partitionLeaderEpoch, field.partitionLeaderEpoch)
    whole.writeInt8(2, field.magic)
    whole.writeInt32BE(lastOffset === undefined ? this.#lastDelta : lastOffset - baseOffset, field.lastOffsetDelta)
    writeInt64(whole, this.#baseTimestamp, field.baseTimestamp)
    whole.writeInt32BE(this.#count, field.count)
    const batch = new RecordBatch(whole)
    batch.setAttributes(attributesOf(this.#options))
    batch.setMaxTimestamp(logAppendTime ?? this.#maxTimestamp)
    batch.setProducer(producerId, producerEpoch, baseSequence)
    batch.updateCrc()
    return whole
  }
}

/** One batch of format 2 with these records; an empty one keeps `lastOffset`, as compaction needs. */
export function buildBatch(records: Iterable<RecordToWrite>, options: BatchOptions = {}): Buffer {
  const writer = new BatchWriter(options)
  for (const record of records) writer.append(record)
  return writer.finish()
}

function attributesOf(options: BatchOptions): number {
  return (
    codecId(options.codec ?? 'none') |
    (options.logAppendTime === undefined ? 0 : attribute.logAppendTime) |
    (options.isTransactional ? attribute.transactional : 0) |
    (options.isControl ? attribute.control : 0) |
    (options.deleteHorizon === undefined ? 0 : attribute.deleteHorizon)
  )
}

/** Length, attributes and deltas at their longest. */
const mostOverhead = 21

/** No record of these parts takes more bytes in a batch; the bound that Kafka's limits are held against. */
export function recordSizeBound({
  key,
  value,
  headers = [],
}: Pick<RecordToWrite, 'key' | 'value' | 'headers'>): number {
  return mostOverhead + bytesSize(key) + bytesSize(value) + headersSize(headers)
}

/** The same for a value of that length, without key and headers. */
export function valueSizeBound(length: number): number {
  return mostOverhead + nullLength + varintSize(length) + length + noHeaders
}

function bytesSize(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length
}

function writeBytes(target: Buffer, bytes: Uint8Array | null, at: number): number {
  if (bytes === null) return writeVarint(target, -1, at)
  const start = writeVarint(target, bytes.length, at)
  target.set(bytes, start)
  return start + bytes.length
}

function headersSize(headers: readonly HeaderToWrite[]): number {
  let size = varintSize(headers.length)
  for (const { key, value } of headers) {
    const length = typeof key === 'string' ? Buffer.byteLength(key) : key.length
    size += varintSize(length) + length + bytesSize(value)
  }
  return size
}

function writeHeaders(target: Buffer, headers: readonly HeaderToWrite[], start: number): number {
  let at = writeVarint(target, headers.length, start)
  for (const { key, value } of headers) {
    at = writeBytes(target, typeof key === 'string' ? Buffer.from(key) : key, at)
    at = writeBytes(target, value, at)
  }
  return at
}
