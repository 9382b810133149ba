import { KafkaError } from '../../wire/kafka/errors.ts'

/** What is wrong with one record of a batch, as ProduceResponse (v8+) tells it. */
export interface RecordError {
  /** Position of the record in its batch. */
  readonly batchIndex: number
  readonly message: string
}

/** Single records are at fault; the whole batch is refused. */
export class RecordValidationError extends KafkaError {
  readonly recordErrors: readonly RecordError[]

  constructor(error: 'INVALID_TIMESTAMP' | 'INVALID_RECORD', recordErrors: readonly RecordError[]) {
    super(error, error === 'INVALID_TIMESTAMP' ? invalidTimestamps : invalidRecords(recordErrors))
    this.recordErrors = recordErrors
  }
}

const invalidTimestamps = 'One or more records have been rejected due to invalid timestamp'

function invalidRecords(errors: readonly RecordError[]): string {
  const shown = errors
    .slice(0, 3)
    .map((error) => `RecordError(batchIndex=${error.batchIndex}, message='${error.message}')`)
  return (
    `One or more records have been rejected due to ${errors.length} record errors in total, ` +
    `and only showing the first three errors at most: [${shown.join(', ')}]`
  )
}
