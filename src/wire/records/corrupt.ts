/** Record data that is not what its format says: Kafka's CORRUPT_MESSAGE. */
export class CorruptRecordError extends Error {
  override readonly name = 'CorruptRecordError'
}
