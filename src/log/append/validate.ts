import { KafkaError } from '../../wire/kafka/errors.ts'
import { batchAt, batchHeaderSize, RecordBatch } from '../../wire/records/batch.ts'
import { BatchWriter } from '../../wire/records/builder.ts'
import { type Codec, codecName, decompress } from '../../wire/records/compression.ts'
import { legacyRecords } from '../../wire/records/legacy.ts'
import { records } from '../../wire/records/record.ts'
import type { LogConfig } from '../config.ts'
import type { AppendOrigin } from '../types.ts'
import { type RecordError, RecordValidationError } from './record-error.ts'
import { invalid, walkRecords } from './walk.ts'

/** Records are decompressed into it for a look at them: fresh memory for each batch costs as much as decompressing it. */
let scratch: Buffer | undefined
const scratchSize = 1024 * 1024

export interface Validation {
  readonly config: LogConfig
  readonly origin: AppendOrigin
  /** Wall time (ms). */
  readonly now: number
  /** `topic-partition`, for messages. */
  readonly name: string
}

/** The whole batches in the bytes, each with a right CRC and of an allowed size. Throws CORRUPT_MESSAGE (as `CorruptRecordError`), MESSAGE_TOO_LARGE. */
export function wholeBatches(bytes: Buffer, maxMessageBytes: number, name: string): RecordBatch[] {
  const found: RecordBatch[] = []
  let batch = batchAt(bytes, 0)
  while (batch) {
    const size = batch.sizeInBytes
    if (size > maxMessageBytes) {
      throw new KafkaError(
        'MESSAGE_TOO_LARGE',
        `The record batch size in the append to ${name} is ${size} bytes which exceeds the maximum configured value of ${maxMessageBytes}.`,
      )
    }
    if (batch.magic >= 2) batch.ensureValid()
    else checkLegacy(batch)
    found.push(batch)
    batch = batchAt(bytes, batch.start + size)
  }
  return found
}

/** Reading an old message checks its CRC, and those within it. */
function checkLegacy({ view }: RecordBatch): void {
  for (const _ of legacyRecords(view));
}

/**
 * Checks a batch (format 2) as a leader must and gives it the topic's timestamp type and compression; the result is the
 * same batch, stamped in place, or a new one. Throws INVALID_RECORD, INVALID_TIMESTAMP, CORRUPT_MESSAGE.
 */
export function validateBatch(batch: RecordBatch, validation: Validation): RecordBatch {
  const { config, now, origin } = validation
  checkHeader(batch, validation)
  if (batch.isControl) return batch
  const maxTimestamp = checkRecords(batch, validation)
  const codec = targetCodec(config, batch)
  const appendTime = config.messageTimestampType === 'LogAppendTime' ? now : undefined
  if (codec !== codecName(batch.codec) && origin === 'client') return recompress(batch, codec, appendTime)
  if (appendTime !== undefined) batch.stampLogAppendTime(appendTime)
  else if (batch.maxTimestamp !== maxTimestamp) {
    batch.setMaxTimestamp(maxTimestamp)
    batch.updateCrc()
  }
  return batch
}

function checkHeader(batch: RecordBatch, { origin, name }: Validation): void {
  if (origin === 'client') {
    if (batch.baseOffset !== 0) {
      throw invalid(
        `The baseOffset of the record batch in the append to ${name} should be 0, but it is ${batch.baseOffset}`,
      )
    }
    if (batch.isControl) throw invalid('Clients are not allowed to write control records')
  }
  const { count, lastOffsetDelta } = batch
  if (lastOffsetDelta < 0)
    throw invalid(`Batch has an invalid offset range: [${batch.baseOffset}, ${batch.lastOffset}]`)
  if (count <= 0) throw invalid(`Invalid reported count for record batch: ${count}`)
  if (count !== lastOffsetDelta + 1) {
    throw invalid(
      `Inconsistent batch offset range [${batch.baseOffset}, ${batch.lastOffset}] and count of records ${count}`,
    )
  }
  if (batch.producerId >= 0 && batch.baseSequence < 0 && origin === 'client') {
    throw invalid(`Invalid sequence number ${batch.baseSequence} in record batch with producerId ${batch.producerId}`)
  }
}

/** Returns the largest timestamp of the records. */
function checkRecords(batch: RecordBatch, validation: Validation): number {
  const { config, now, name } = validation
  const { count, baseTimestamp } = batch
  const [bytes, start] = recordBytes(batch)
  const takesTimestamps = config.messageTimestampType === 'CreateTime'
  const stampedByClient = batch.isLogAppendTime
  const earliest = now - config.messageTimestampBeforeMaxMs
  const latest = now + config.messageTimestampAfterMaxMs
  const errors: RecordError[] = []
  let invalidTimestamp = false
  let max = -1
  walkRecords(bytes, start, count, (index, timestampDelta, hasKey) => {
    const timestamp = baseTimestamp + timestampDelta
    if (timestamp > max) max = timestamp
    if (config.compact && !hasKey) {
      const message = `Compacted topic cannot accept message without key in topic partition ${name}`
      errors.push({ batchIndex: index, message })
    } else if (takesTimestamps && timestamp !== -1 && (timestamp < earliest || timestamp > latest)) {
      invalidTimestamp = true
      errors.push({ batchIndex: index, message: outOfRange(timestamp, index, earliest, latest) })
    } else if (stampedByClient) {
      invalidTimestamp = true
      const message = `Invalid timestamp type in message ${index}. Producer should not set timestamp type to LogAppendTime.`
      errors.push({ batchIndex: index, message })
    }
  })
  if (errors.length > 0)
    throw new RecordValidationError(invalidTimestamp ? 'INVALID_TIMESTAMP' : 'INVALID_RECORD', errors)
  return max
}

function outOfRange(timestamp: number, index: number, earliest: number, latest: number): string {
  return (
    `Timestamp ${timestamp} of message with offset ${index} is out of range. ` +
    `The timestamp should be within [${earliest}, ${latest}]`
  )
}

/** The bytes in which the records are, until the next batch, and where they begin. */
function recordBytes(batch: RecordBatch): [Uint8Array, number] {
  if (batch.codec === 0) return [batch.view, batchHeaderSize]
  scratch ??= Buffer.allocUnsafeSlow(scratchSize)
  return [decompress(batch.codec, batch.recordBytes, { into: scratch }), 0]
}

function targetCodec(config: LogConfig, batch: RecordBatch): Codec {
  if (config.compressionType === 'producer') return codecName(batch.codec)
  return config.compressionType === 'uncompressed' ? 'none' : config.compressionType
}

function recompress(batch: RecordBatch, codec: Codec, appendTime: number | undefined): RecordBatch {
  const { producerId, producerEpoch, baseSequence, isTransactional } = batch
  const stamp = appendTime === undefined ? {} : { logAppendTime: appendTime }
  const writer = new BatchWriter({ codec, producerId, producerEpoch, baseSequence, isTransactional, ...stamp })
  for (const record of records(batch)) writer.append(record)
  return new RecordBatch(writer.finish())
}
