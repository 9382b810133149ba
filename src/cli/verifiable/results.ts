import { boolean, integer, list, long, number, object, orNull, result, string } from '../kit/schema/schema.ts'

const timestamp = long('When, in milliseconds since 1970.')
const topic = string("The topic's name.")
const partition = integer("The partition's number.")
const key = orNull(string("The message's key."))
const value = orNull(string("The message's value."))
const offset = long('The offset; −1 where the broker did not tell it.')
const partitions = list(object({ topic, partition }), 'The partitions.')

export const startup = result('startup-complete', 'The client is there.', { timestamp })
export const shutdown = result('shutdown-complete', 'The client is closed.', { timestamp })

export const sendSuccess = result('producer-send-success', 'A message is stored.', {
  timestamp,
  key,
  value,
  offset,
  topic,
  partition,
})
export const sendError = result('producer-send-error', 'A message is not stored, or not surely.', {
  timestamp,
  topic,
  key,
  value,
  exception: string("Java's class of the failure."),
  message: string('What went wrong.'),
})
export const toolData = result('tool-data', 'What the producer did in all.', {
  timestamp,
  sent: long('Messages sent.'),
  acked: long('Messages stored.'),
  target_throughput: long('What --throughput says.'),
  avg_throughput: number('Messages stored in a second.'),
})

export const assigned = result('partitions-assigned', 'A rebalance gave partitions.', { timestamp, partitions })
export const revoked = result('partitions-revoked', 'A rebalance takes partitions.', { timestamp, partitions })
export const recordData = result('record-data', 'A message, with --verbose.', {
  timestamp,
  key,
  value,
  topic,
  partition,
  offset,
})
export const recordsConsumed = result('records-consumed', 'What a poll gave.', {
  timestamp,
  count: long('Messages, with those beyond --max-messages.'),
  partitions: list(
    object({
      topic,
      partition,
      count: long('Messages of it.'),
      minOffset: long('The offset of the first.'),
      maxOffset: long('The offset of the last.'),
    }),
    'Where they are from.',
  ),
})
export const offsetsCommitted = result('offsets-committed', 'A commit.', {
  timestamp,
  offsets: list(object({ topic, partition, offset }), 'What was to be committed.'),
  error: orNull(string('Why it failed.')),
  success: boolean('Whether it went well.'),
})

export const producerResults = [startup, sendSuccess, sendError, shutdown, toolData]
export const consumerResults = [startup, assigned, recordData, recordsConsumed, offsetsCommitted, revoked, shutdown]
