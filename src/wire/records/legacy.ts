import { lazyRequire } from '../../base/native.ts'
import { logOverhead, magicPosition } from './batch.ts'
import { type Codec, codecId, codecName, compress, type DecompressOptions, decompress } from './compression.ts'
import { CorruptRecordError } from './corrupt.ts'
import { readInt64, writeInt64 } from './int64.ts'
import { lz4Compress } from './lz4.ts'
import type { LogRecord } from './record.ts'

/** The message formats before record batches. Format 1 added the timestamp. */
export type LegacyMagic = 0 | 1

const codecMask = 0x07
const logAppendTimeBit = 0x08
const crcAt = logOverhead
const attributesAt = magicPosition + 1

/** One message of a set, as it stands there: a record, or the wrapper around compressed ones. */
interface Entry {
  readonly offset: number
  readonly magic: LegacyMagic
  readonly codec: Codec
  readonly isLogAppendTime: boolean
  /** −1 in format 0. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  /** The stored CRC, unsigned. */
  readonly crc: number
  readonly isValid: boolean
}

interface ReadOptions extends DecompressOptions {
  /** A wrong CRC is told by `isValid`, and no error. */
  readonly acceptsBadCrc?: boolean
}

/** The records in a message set of format 0 or 1, compressed or not. Throws `CorruptRecordError`. */
export function* legacyRecords(bytes: Buffer, options?: DecompressOptions): Generator<LogRecord, void> {
  for (const { offset, timestamp, key, value } of unwrapped(bytes, options)) {
    yield { offset, timestamp, key, value, headers: [] }
  }
}

/** The same for an inspection: with each message's own CRC, even if that is wrong. */
export function* legacyMessages(bytes: Buffer): Generator<Omit<Entry, 'codec'>, void> {
  yield* unwrapped(bytes, { acceptsBadCrc: true })
}

function* unwrapped(bytes: Buffer, options?: ReadOptions): Generator<Entry, void> {
  for (const entry of entries(bytes, options)) {
    if (entry.codec === 'none') yield entry
    else yield* inner(entry, options)
  }
}

/** The codec of the first message, which up-conversion keeps. */
export function legacyCodec(bytes: Buffer): Codec {
  return codecName((bytes[attributesAt] ?? 0) & codecMask)
}

function* inner(wrapper: Entry, options?: ReadOptions): Generator<Entry, void> {
  if (wrapper.value === null) throw new CorruptRecordError('Found invalid compressed record set with null value')
  const wrapped = [...entries(decompress(codecId(wrapper.codec), wrapper.value, options), options)]
  const last = wrapped.at(-1)
  if (!last) throw new CorruptRecordError('Found invalid compressed record set with no records')
  const base = wrapper.magic === 0 ? 0 : wrapper.offset - last.offset
  for (const entry of wrapped) {
    if (entry.codec !== 'none') throw new CorruptRecordError('Invalid compressed message within a compressed message')
    const timestamp = wrapper.isLogAppendTime ? wrapper.timestamp : entry.timestamp
    yield { ...entry, offset: entry.offset + base, timestamp }
  }
}

function* entries(bytes: Buffer, options: ReadOptions = {}): Generator<Entry, void> {
  let at = 0
  while (bytes.length - at >= logOverhead) {
    const size = bytes.readInt32BE(at + 8)
    if (size < 14) throw new CorruptRecordError(`Record size ${size} is less than the minimum record overhead (14)`)
    if (size > bytes.length - at - logOverhead) return
    yield readEntry(bytes.subarray(at, at + logOverhead + size), options)
    at += logOverhead + size
  }
}

function readEntry(entry: Buffer, { acceptsBadCrc = false }: ReadOptions): Entry {
  const magic = entry[magicPosition]
  if (magic !== 0 && magic !== 1) throw new CorruptRecordError(`Invalid magic found in record: ${magic}`)
  const computed = crc32(entry.subarray(magicPosition))
  const stored = entry.readUInt32BE(crcAt)
  if (stored !== computed && !acceptsBadCrc) {
    throw new CorruptRecordError(`Record is corrupt (stored crc = ${stored}, computed crc = ${computed})`)
  }
  const attributes = entry[attributesAt] ?? 0
  const keyAt = attributesAt + 1 + magic * 8
  const key = nullableBytes(entry, keyAt)
  const value = nullableBytes(entry, keyAt + 4 + (key?.length ?? 0))
  return {
    offset: readInt64(entry, 0),
    magic,
    codec: codecName(attributes & codecMask),
    isLogAppendTime: magic === 1 && (attributes & logAppendTimeBit) !== 0,
    timestamp: magic === 0 ? -1 : readInt64(entry, attributesAt + 1),
    key,
    value,
    crc: stored,
    isValid: stored === computed,
  }
}

function nullableBytes(entry: Buffer, at: number): Buffer | null {
  if (entry.length - at < 4) throw new CorruptRecordError('Message ends within a field')
  const length = entry.readInt32BE(at)
  if (length < 0) return null
  if (length > entry.length - at - 4)
    throw new CorruptRecordError(`Message field of ${length} bytes goes past its message`)
  return entry.subarray(at + 4, at + 4 + length)
}

export interface MessageSetOptions {
  readonly magic: LegacyMagic
  readonly codec?: Codec
  readonly logAppendTime?: number
}

/** A message set; headers have no place in it. With a codec all records go into one wrapper message. */
export function buildMessageSet(records: readonly LogRecord[], options: MessageSetOptions): Buffer {
  const { magic, codec = 'none', logAppendTime } = options
  const last = records.at(-1)
  if (!last) return Buffer.alloc(0)
  const isWrapped = codec !== 'none'
  const base = isWrapped && magic === 1 ? (records[0]?.offset ?? 0) : 0
  const attributes = logAppendTime === undefined ? 0 : logAppendTimeBit
  const inner = Buffer.concat(
    records.map((record) => writeEntry({ ...record, offset: record.offset - base }, magic, isWrapped ? 0 : attributes)),
  )
  if (!isWrapped) return inner
  const timestamp = logAppendTime ?? records.reduce((largest, record) => Math.max(largest, record.timestamp), -1)
  const value = Buffer.from(compressFor(magic, codec, inner))
  return writeEntry({ offset: last.offset, timestamp, key: null, value }, magic, attributes | codecId(codec))
}

function compressFor(magic: LegacyMagic, codec: Codec, bytes: Buffer): Uint8Array {
  return magic === 0 && codec === 'lz4' ? lz4Compress(bytes, { withOldHeaderChecksum: true }) : compress(codec, bytes)
}

type EntryToWrite = Pick<LogRecord, 'offset' | 'timestamp' | 'key' | 'value'>

function writeEntry(record: EntryToWrite, magic: LegacyMagic, attributes: number): Buffer {
  const { key, value } = record
  const keyAt = attributesAt + 1 + magic * 8
  const entry = Buffer.alloc(keyAt + 8 + (key?.length ?? 0) + (value?.length ?? 0))
  writeInt64(entry, record.offset, 0)
  entry.writeInt32BE(entry.length - logOverhead, 8)
  entry[magicPosition] = magic
  entry[attributesAt] = magic === 0 ? attributes & codecMask : attributes
  if (magic === 1) writeInt64(entry, record.timestamp, attributesAt + 1)
  writeNullable(entry, value, writeNullable(entry, key, keyAt))
  entry.writeUInt32BE(crc32(entry.subarray(magicPosition)), crcAt)
  return entry
}

function writeNullable(entry: Buffer, bytes: Buffer | null, at: number): number {
  entry.writeInt32BE(bytes ? bytes.length : -1, at)
  return at + 4 + (bytes ? bytes.copy(entry, at + 4) : 0)
}

/** The old formats use zlib's polynomial. */
function crc32(bytes: Buffer): number {
  const zlib: { crc32(bytes: Uint8Array): number } = lazyRequire()('node:zlib')
  return zlib.crc32(bytes)
}
