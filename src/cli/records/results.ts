import { failure } from '../kit/report/diagnostics.ts'
import { integer, long, orNull, result, string } from '../kit/schema/schema.ts'

export const deletedRecords = result('records-deleted', 'A partition whose records were to be deleted.', {
  topic: string('The topic.'),
  partition: integer("The partition's number."),
  lowWatermark: orNull(long('The first offset that is left; null when there is an error.')),
  error: orNull(failure, 'Null when they are deleted.'),
})

export const deleteRecordsResults = [deletedRecords]
