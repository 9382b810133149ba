import { boolean, integer, list, long, result, string } from '../kit/schema/schema.ts'

const topic = string("The topic's name.")
const isDryRun = boolean('Nothing was done: --dry-run.')

export const resetOffset = result('offset-reset', 'Where the application begins in a partition of an input topic.', {
  topic,
  partition: integer("The partition's number."),
  offset: long('The offset.'),
  isDryRun,
})

export const skippedToEnd = result('skipped-to-end', 'An intermediate topic, of which it goes on at the end.', {
  topic,
  partitions: list(integer("The partition's number.")),
  isDryRun,
})

export const deletedInternalTopic = result('internal-topic-deleted', 'An internal topic of the application.', {
  topic,
  isDryRun,
})

export const streamsResetResults = [resetOffset, skippedToEnd, deletedInternalTopic]
