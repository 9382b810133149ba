import { integer, long, result, string } from '../kit/schema/schema.ts'

export const sentRecord = result('record-sent', 'A record that is stored.', {
  topic: string('The topic.'),
  partition: integer('The partition.'),
  offset: long('Its place in the partition; -1 with --request-required-acks 0, where nobody tells.'),
  timestamp: long('Its time in milliseconds since 1970: when it was sent, or when the broker stored it.'),
})

export const consoleProducerResults = [sentRecord]
