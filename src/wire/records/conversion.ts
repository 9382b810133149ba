import { batches, magicPosition, type RecordBatch } from './batch.ts'
import { buildBatch } from './builder.ts'
import { codecName, type DecompressOptions } from './compression.ts'
import { buildMessageSet, type LegacyMagic, legacyCodec, legacyRecords } from './legacy.ts'
import { records } from './record.ts'

/** A batch that a format cannot hold: Kafka's UNSUPPORTED_COMPRESSION_TYPE. */
export class UnsupportedCompressionError extends Error {
  override readonly name = 'UnsupportedCompressionError'
}

/** True when the records begin in format 0 or 1; they never mix with batches in one request. */
export function isLegacy(bytes: Buffer): boolean {
  return bytes.length > magicPosition && (bytes[magicPosition] ?? 0) < 2
}

/** A message set of format 0 or 1 as one batch of format 2 with the same codec, offsets from 0. Throws `CorruptRecordError`. */
export function upConvert(bytes: Buffer, options?: DecompressOptions): Buffer {
  const converted = [...legacyRecords(bytes, options)].map(({ timestamp, key, value }) => ({ timestamp, key, value }))
  return buildBatch(converted, { codec: legacyCodec(bytes) })
}

/**
 * Batches of format 2 as a message set for old consumers: control batches and headers fall away, as do uncompressed
 * records before `fetchOffset`. Throws `UnsupportedCompressionError` at a batch with zstd.
 */
export function downConvert(bytes: Buffer, magic: LegacyMagic, fetchOffset: number): Buffer {
  const sets: Buffer[] = []
  for (const batch of batches(bytes)) {
    if (batch.magic <= magic) sets.push(batch.view)
    else if (!(batch.magic === 2 && batch.isControl)) sets.push(convertBatch(batch, magic, fetchOffset))
  }
  return Buffer.concat(sets)
}

function convertBatch(batch: RecordBatch, magic: LegacyMagic, fetchOffset: number): Buffer {
  if (batch.magic < 2) return convertMessage(batch, magic, fetchOffset)
  const codec = codecName(batch.codec)
  if (codec === 'zstd') {
    throw new UnsupportedCompressionError('Down-conversion of zstandard-compressed batches is not supported')
  }
  const kept = [...records(batch)].filter((record) => codec !== 'none' || record.offset >= fetchOffset)
  return buildMessageSet(kept, {
    magic,
    codec,
    ...(batch.isLogAppendTime ? { logAppendTime: batch.maxTimestamp } : {}),
  })
}

/** A message of format 1, found in a log of old, as one of format 0. */
function convertMessage(batch: RecordBatch, magic: LegacyMagic, fetchOffset: number): Buffer {
  const codec = legacyCodec(batch.view)
  const kept = [...legacyRecords(batch.view)].filter((record) => codec !== 'none' || record.offset >= fetchOffset)
  return buildMessageSet(kept, { magic, codec })
}
