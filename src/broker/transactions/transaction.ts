import { TransactionLogKey, TransactionLogValue } from '../../wire/kafka/transaction-log.ts'
import { transactionStates } from '../../wire/kafka/transaction-states.ts'
import { Reader, read } from '../../wire/schema/index.ts'

/** What `__transaction_state` says of a transactional id. */
export interface Transaction {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
  readonly timeoutMs: number
  /** By Kafka's name: `CompleteCommit`. */
  readonly state: string
  /** −1 before the id's first transaction. */
  readonly startTimeMs: number
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[]
}

/** The id that a record of the topic is about; undefined for a key of a later Kafka. Throws `MalformedError`. */
export function transactionalIdOf(key: Buffer): string | undefined {
  const reader = new Reader(key)
  const version = reader.int16()
  return version === 0 ? read(TransactionLogKey, version, reader).transactionalId : undefined
}

/** Throws `MalformedError`, `UnsupportedVersionError` for a later version. */
export function readTransaction(transactionalId: string, bytes: Buffer): Transaction {
  const reader = new Reader(bytes)
  const value = read(TransactionLogValue, reader.int16(), reader)
  const topics = (value.transactionPartitions ?? []).map(({ topic, partitionIds }) => ({
    topic,
    partitions: partitionIds,
  }))
  return {
    transactionalId,
    producerId: value.producerId,
    producerEpoch: value.producerEpoch,
    timeoutMs: value.transactionTimeoutMs,
    state: transactionStates[value.transactionStatus] ?? String(value.transactionStatus),
    startTimeMs: value.transactionStartTimestampMs,
    topics,
  }
}
