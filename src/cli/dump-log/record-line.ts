import { field, RecordBatch, sequenceAfter } from '../../wire/records/batch.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import { legacyMessages } from '../../wire/records/legacy.ts'
import { type LogRecord, records } from '../../wire/records/record.ts'
import { JavaException } from '../kit/java-exception.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { magicOf, timestampType } from './batch-line.ts'
import { controlText } from './control-text.ts'
import type { StoredBatch } from './file-batches.ts'
import type { RecordText } from './record-text.ts'
import type { dumpedRecord } from './results.ts'

/** Offset, sizes and so on. */
export type RecordDescription = Omit<ValueOf<typeof dumpedRecord>, 'file' | 'key' | 'payload'>

/** A record that can be shown. */
export interface ShownRecord {
  readonly offset: number
  readonly timestamp: number
  readonly description: () => RecordDescription
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
    yield shown(record, isControl, () => ({
      ...common(record, type),
      sequence,
      headerKeys: record.headers.map(({ key }) => key.toString()),
      control: isControl ? controlText(record).trim() : null,
    }))
  }
}

function* oldRecords(stored: StoredBatch): Generator<ShownRecord, void> {
  const type = timestampType(stored)
  for (const { offset, timestamp, key, value, crc, isValid } of legacyMessages(stored.bytes)) {
    const record = { offset, timestamp, key, value, headers: [] }
    yield shown(record, false, () => ({ ...common(record, type), isValid, crc }))
  }
}

const ofOtherFormats = { sequence: null, headerKeys: null, control: null, isValid: null, crc: null }

function common(record: LogRecord, timestampType: RecordDescription['timestampType']): RecordDescription {
  const { offset, timestamp, key, value } = record
  const sizes = { keySize: key?.length ?? null, valueSize: value?.length ?? null }
  return { offset, timestampType, timestamp, ...sizes, ...ofOtherFormats }
}

function shown(record: LogRecord, isControl: boolean, description: ShownRecord['description']): ShownRecord {
  const { offset, timestamp } = record
  return { offset, timestamp, isControl, description, text: (parse) => parse(record) }
}

/** The line of a record, without the bar before it. The brace that is too many is Kafka's. */
export function recordLine(record: RecordDescription): string {
  const { offset, timestampType: type, timestamp, keySize, valueSize, headerKeys, control } = record
  const head = `offset: ${offset} ${type}: ${timestamp} keySize: ${keySize ?? -1} valueSize: ${valueSize ?? -1}`
  if (headerKeys === null) return `${head} isValid: ${record.isValid} crc: ${record.crc}}`
  const end = control === null ? '' : ` ${control}`
  return `${head} sequence: ${record.sequence} headerKeys: [${headerKeys.join(',')}]${end}`
}

export const lastOffsetOf = (stored: StoredBatch): number =>
  magicOf(stored) >= 2
    ? new RecordBatch(stored.bytes).lastOffset
    : Number(stored.bytes.readBigInt64BE(field.baseOffset))
