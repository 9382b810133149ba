import { failure } from '../kit/report/diagnostics.ts'
import { integer, long, orNull, result, string } from '../kit/schema/schema.ts'

export const partitionOffset = result('partition-offset', "A partition's offset, at the time that --time says.", {
  topic: string('The topic.'),
  partition: integer("The partition's number."),
  offset: orNull(long('The offset; null where no record is as young, or when there is an error.')),
  timestamp: orNull(long("The record's time, in milliseconds since 1970; null for the first or the last offset.")),
  leaderEpoch: orNull(integer("The leader's epoch when the record was written; null where it is not known.")),
  error: orNull(failure, 'Why there is no offset.'),
})

export const offsetResults = [partitionOffset]
