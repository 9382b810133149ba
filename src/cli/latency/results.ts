import { integer, long, number, result } from '../kit/schema/schema.ts'

export const progress = result('latency', 'The time of one message in a thousand.', {
  message: integer('Its number, from 0.'),
  latencyMs: number('Milliseconds from the call that sent it until it was read.'),
})

export const summary = result('latency-summary', 'The times of all messages.', {
  averageMs: number('Their average, in milliseconds.'),
  percentile50Ms: long('What half of them did not exceed, in whole milliseconds.'),
  percentile99Ms: long('What 99 of 100 did not exceed.'),
  percentile999Ms: long('What 999 of 1000 did not exceed.'),
})

export const latencyResults = [progress, summary]
