import type { RecordBatch } from './batch.ts'
import { type DecompressOptions, decompress } from './compression.ts'
import { CorruptRecordError } from './corrupt.ts'
import { VarintReader } from './varint.ts'

export interface RecordHeader {
  /** UTF-8. */
  readonly key: Buffer
  readonly value: Buffer | null
}

/** One record with its absolute offset; the buffers are views on the (decompressed) batch. */
export interface LogRecord {
  readonly offset: number
  /** Milliseconds since 1970; −1 without one. The batch's largest when the leader stamped it. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly RecordHeader[]
}

const noHeaders: readonly RecordHeader[] = []

/**
 * The records of a batch of format 2, decompressed first. Throws `CorruptRecordError` when they do not fill the batch
 * exactly or are not as many as its header says.
 */
export function* records(batch: RecordBatch, options?: DecompressOptions): Generator<LogRecord, void> {
  const bytes = batch.codec === 0 ? batch.recordBytes : decompress(batch.codec, batch.recordBytes, options)
  const reader = new VarintReader(bytes)
  const { baseOffset, baseTimestamp, count } = batch
  const appendTime = batch.isLogAppendTime ? batch.maxTimestamp : undefined
  for (let index = 0; index < count; index++) {
    yield readRecord(reader, baseOffset, baseTimestamp, appendTime)
  }
  if (reader.at !== reader.end)
    throw new CorruptRecordError('Incorrect declared batch size, records still remaining in file')
}

function readRecord(reader: VarintReader, baseOffset: number, baseTimestamp: number, appendTime: number | undefined) {
  const length = reader.varint()
  const end = reader.at + length
  if (length < 0 || end > reader.end) throw new CorruptRecordError(`Invalid record size: ${length} bytes`)
  reader.byte() // attributes, unused so far
  const timestampDelta = reader.varlong()
  const offsetDelta = reader.varint()
  const key = nullableBytes(reader)
  const value = nullableBytes(reader)
  const headers = readHeaders(reader)
  if (reader.at !== end) {
    throw new CorruptRecordError(
      `Invalid record size: expected to read ${length} bytes in record payload, but instead read ${length + reader.at - end}`,
    )
  }
  return {
    offset: baseOffset + offsetDelta,
    timestamp: appendTime ?? baseTimestamp + timestampDelta,
    key,
    value,
    headers,
  }
}

function nullableBytes(reader: VarintReader): Buffer | null {
  const length = reader.varint()
  return length < 0 ? null : reader.take(length)
}

function readHeaders(reader: VarintReader): readonly RecordHeader[] {
  const count = reader.varint()
  if (count === 0) return noHeaders
  if (count < 0 || count > reader.end - reader.at) {
    throw new CorruptRecordError(`Found invalid number of record headers ${count}`)
  }
  const headers: RecordHeader[] = []
  for (let index = 0; index < count; index++) {
    const keyLength = reader.varint()
    if (keyLength < 0) throw new CorruptRecordError(`Invalid negative header key size ${keyLength}`)
    headers.push({ key: reader.take(keyLength), value: nullableBytes(reader) })
  }
  return headers
}
