import { field, RecordBatch, sequenceAfter } from '../../wire/records/batch.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import { legacyMessages } from '../../wire/records/legacy.ts'
import { type LogRecord, records } from '../../wire/records/record.ts'
import { JavaException } from '../kit/java-exception.ts'
import { magicOf, timestampType } from './batch-line.ts'
import { controlText } from './control-text.ts'
import type { StoredBatch } from './file-batches.ts'
import type { RecordText } from './record-text.ts'

/** A record that can be shown. */
export interface ShownRecord {
  readonly offset: number
  readonly timestamp: number
  /** All that `offset`, sizes and so on say of it, without the bar before it. */
  readonly metadata: () => string
  readonly text: (parse: RecordText) => { key: string | undefined; payload: string | undefined }
  readonly isControl: boolean
}

/** The records of a batch of any format, decompressed. @throws JavaException where the bytes are no records */
export function* shownRecords(stored: StoredBatch): Generator<ShownRecord, void> {
  try {
    if (magicOf(stored) >= 2) yield* currentRecords(stored)
    else yield* oldRecords(stored)
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error
    throw new JavaException('org.apache.kafka.common.InvalidRecordException', error.message)
  }
}

function* currentRecords(stored: StoredBatch): Generator<ShownRecord, void> {
  const batch = new RecordBatch(stored.bytes)
  const type = timestampType(stored)
  const { isControl, baseSequence, baseOffset } = batch
  for (const record of records(batch)) {
    const sequence = baseSequence < 0 ? -1 : sequenceAfter(baseSequence, record.offset - baseOffset)
    const keys = record.headers.map(({ key }) => key.toString()).join(',')
    const control = () => (isControl ? controlText(record) : '')
    yield shown(
      record,
      isControl,
      () => `${common(record, type)} sequence: ${sequence} headerKeys: [${keys}]${control()}`,
    )
  }
}

/** The brace that is too many is Kafka's. */
function* oldRecords(stored: StoredBatch): Generator<ShownRecord, void> {
  const type = timestampType(stored)
  for (const { offset, timestamp, key, value, crc, isValid } of legacyMessages(stored.bytes)) {
    const record = { offset, timestamp, key, value, headers: [] }
    yield shown(record, false, () => `${common(record, type)} isValid: ${isValid} crc: ${crc}}`)
  }
}

function common({ offset, timestamp, key, value }: LogRecord, type: string): string {
  return `offset: ${offset} ${type}: ${timestamp} keySize: ${key?.length ?? -1} valueSize: ${value?.length ?? -1}`
}

function shown(record: LogRecord, isControl: boolean, metadata: () => string): ShownRecord {
  const { offset, timestamp } = record
  return { offset, timestamp, isControl, metadata, text: (parse) => parse(record) }
}

export const lastOffsetOf = (stored: StoredBatch): number =>
  magicOf(stored) >= 2
    ? new RecordBatch(stored.bytes).lastOffset
    : Number(stored.bytes.readBigInt64BE(field.baseOffset))
