import { long, number, orNull, result, string } from '../kit/schema/schema.ts'

const sent = {
  records: long('Messages stored.'),
  recordsPerSecond: number('Messages in a second.'),
  megabytesPerSecond: number('Megabytes of 1024 × 1024 bytes in a second.'),
  averageLatencyMs: orNull(number('Milliseconds from sending a message until it is stored; null for none.')),
  maximumLatencyMs: number('The longest of them.'),
}

export const sendProgress = result('send-progress', 'Five seconds of sending.', sent)

export const sendSummary = result('send-summary', 'All that was sent.', {
  ...sent,
  percentile50Ms: long('Milliseconds that half of the messages did not exceed.'),
  percentile95Ms: long('What 95 of 100 did not exceed.'),
  percentile99Ms: long('What 99 of 100 did not exceed.'),
  percentile999Ms: long('What 999 of 1000 did not exceed.'),
})

const read = {
  megabytes: number('Megabytes of 1024 × 1024 bytes read so far.'),
  megabytesPerSecond: orNull(number('Megabytes in a second.')),
  messages: long('Messages read so far.'),
  messagesPerSecond: orNull(number('Messages in a second.')),
  rebalanceMs: long('Milliseconds that went into joining the group.'),
  fetchMs: long('Milliseconds that did not.'),
  fetchMegabytesPerSecond: orNull(number('Megabytes in a second of these.')),
  fetchMessagesPerSecond: orNull(number('Messages in a second of these.')),
}

export const readProgress = result('read-progress', 'A stretch of time, of --show-detailed-stats.', {
  time: long('When it ended, in milliseconds since 1970.'),
  ...read,
})

export const readSummary = result('read-summary', 'All that was read.', {
  start: long('When it began, in milliseconds since 1970.'),
  end: long('When it ended.'),
  ...read,
})

export const metric = result('metric', 'A metric of the client, of --print-metrics.', {
  name: string('Its group, name and tags.'),
  value: string('Its value.'),
})

export const producerPerfResults = [sendProgress, sendSummary, metric]
export const consumerPerfResults = [readProgress, readSummary, metric]
