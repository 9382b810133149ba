import { boolean, integer, list, long, oneOf, orNull, result, string } from '../kit/schema/schema.ts'

const file = string('The file, as it was given.')
const timestampType = oneOf(['CreateTime', 'LogAppendTime', 'NoTimestampType'], 'Who made the time.')
const since2 = 'Null of a message of format 0 or 1.'

export const dumpedBatch = result('batch', 'A batch of a segment, or a message of format 0 or 1.', {
  file,
  position: long('Where in the file it starts.'),
  size: long('Its size.'),
  magic: integer('The format: 0, 1 or 2.'),
  baseOffset: long('The offset of its first record.'),
  lastOffset: orNull(long('The offset of its last record.'), since2),
  count: orNull(integer('How many records it has.'), since2),
  baseSequence: orNull(integer("The first record's sequence number; −1 without one."), since2),
  lastSequence: orNull(integer("The last one's."), since2),
  producerId: orNull(long('Who wrote it; −1 without one.'), since2),
  producerEpoch: orNull(integer('The epoch of that.'), since2),
  partitionLeaderEpoch: orNull(integer('The epoch of the leader that appended it.'), since2),
  isTransactional: orNull(boolean('It belongs to a transaction.'), since2),
  isControl: orNull(boolean('It marks the end of one, or the like.'), since2),
  deleteHorizonMs: orNull(long('When tombstones in it go.'), 'Null where it has no tombstones to go.'),
  timestampType,
  maxTimestamp: long('The largest time of its records; −1 without one.'),
  compression: string('none, gzip, snappy, lz4 or zstd.'),
  crc: long('The checksum that it has.'),
  isValid: boolean('The checksum is right.'),
})

export const dumpedRecord = result('record', 'A record, of --deep-iteration and the options that show content.', {
  file,
  offset: long('Its offset.'),
  timestampType,
  timestamp: long('Its time; −1 without one.'),
  keySize: orNull(integer("The key's size."), 'Null without a key.'),
  valueSize: orNull(integer("The value's size."), 'Null without a value.'),
  sequence: orNull(integer('Its sequence number; −1 without one.'), since2),
  headerKeys: orNull(list(string('A header.')), since2),
  control: orNull(string('What a control record says.'), 'Null of all others.'),
  isValid: orNull(boolean('The checksum is right.'), 'Null of format 2, whose batches have it.'),
  crc: orNull(long('The checksum that it has.'), 'Null of format 2.'),
  key: orNull(string('The key, as the decoder shows it.'), 'Null where it is not shown.'),
  payload: orNull(string('The value, as the decoder shows it.'), 'Null where it is not shown.'),
})

export const indexEntry = result('index-entry', 'An entry of an index.', {
  file,
  offset: long('The offset.'),
  position: orNull(long('Where in the segment it is.'), 'Null of a time index.'),
  timestamp: orNull(long('The time.'), 'Null of an offset index.'),
})

export const checkedIndex = result('index-checked', 'An index that is sane, of --index-sanity-check, or empty.', {
  file,
  isEmpty: boolean('It has no entries.'),
})

export const abortedTransaction = result('aborted-transaction', 'An entry of a transaction index.', {
  file,
  version: integer("The entry's format."),
  producerId: long('Whose transaction it was.'),
  firstOffset: long('Where it began.'),
  lastOffset: long('Where its end is marked.'),
  lastStableOffset: long('Before this all transactions had ended then.'),
})

export const producerState = result('producer-state', 'A producer, of a snapshot of producers.', {
  file,
  producerId: long('Its id.'),
  producerEpoch: integer('Its epoch.'),
  coordinatorEpoch: integer("The epoch of its transactions' coordinator."),
  currentTxnFirstOffset: orNull(long('Where its open transaction began.'), 'Null without one.'),
  lastTimestamp: long('When it last wrote.'),
  firstSequence: orNull(integer('The first sequence number of its last batch.'), 'Null before its first batch.'),
  lastSequence: orNull(integer('The last one.'), 'Null before its first batch.'),
  lastOffset: orNull(long('The offset of that.'), 'Null before its first batch.'),
})

export const logProblem = result('log-problem', 'What does not fit together.', {
  file: string('The file, in full.'),
  problem: oneOf(
    ['offset-mismatch', 'timestamp-mismatch', 'timestamp-order', 'offset-not-found', 'offset-gap', 'invalid-bytes'],
    'invalid-bytes: what is behind the last whole batch.',
  ),
  expected: orNull(long('The offset or time of the index, or the offset before the gap.'), 'Null of invalid bytes.'),
  found: long('What the log has there, the time before, or how many bytes.'),
})

export const dumpLogResults = [
  dumpedBatch,
  dumpedRecord,
  indexEntry,
  checkedIndex,
  abortedTransaction,
  producerState,
  logProblem,
]
