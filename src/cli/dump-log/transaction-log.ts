import { scalaHashOrder } from '../../base/hash-order.ts'
import { TransactionLogKey, TransactionLogValue } from '../../wire/kafka/transaction-log.ts'
import { transactionStates } from '../../wire/kafka/transaction-states.ts'
import type { LogRecord } from '../../wire/records/record.ts'
import { Reader, read } from '../../wire/schema/index.ts'
import { partitionHash } from '../format/partition-order.ts'

/** A record of `__transaction_state`: what a transactional id is doing. */
export function transactionLogText({ key, value }: LogRecord): { key: string; payload: string | undefined } {
  const reader = new Reader(key ?? Buffer.alloc(0))
  const version = reader.int16()
  if (version !== 0) return { key: `unknown::version=${version}`, payload: undefined }
  const { transactionalId } = read(TransactionLogKey, version, reader)
  return {
    key: `transaction_metadata::transactionalId=${transactionalId}`,
    payload: value === null ? '<DELETE>' : stateText(value),
  }
}

function stateText(value: Buffer): string {
  const reader = new Reader(value)
  const state = read(TransactionLogValue, reader.int16(), reader)
  const partitions = (state.transactionPartitions ?? []).flatMap(({ topic, partitionIds }) =>
    partitionIds.map((partition) => ({ topic, partition })),
  )
  const names = scalaHashOrder(partitions, partitionHash).map(({ topic, partition }) => `${topic}-${partition}`)
  return [
    `producerId:${state.producerId}`,
    `producerEpoch:${state.producerEpoch}`,
    `state=${transactionStates[state.transactionStatus] ?? state.transactionStatus}`,
    `partitions=[${names.join(',')}]`,
    `txnLastUpdateTimestamp=${state.transactionLastUpdateTimestampMs}`,
    `txnTimeoutMs=${state.transactionTimeoutMs}`,
  ].join(',')
}
