import { scalaHashOrder } from '../../../base/hash-order.ts'
import { TransactionLogKey, TransactionLogValue } from '../../../wire/kafka/transaction-log.ts'
import { transactionStates } from '../../../wire/kafka/transaction-states.ts'
import { Reader, read } from '../../../wire/schema/index.ts'
import { partitionHash } from '../../format/partition-order.ts'
import type { Formatter } from './formatter.ts'
import { readValue } from './versioned-value.ts'

/** What transactional ids are doing: the records of `__transaction_state`. */
export const transactionLogFormatter: Formatter = {
  write({ record: { key, value } }, output) {
    if (key === null) return
    const reader = new Reader(key)
    const version = reader.int16()
    if (version !== 0) {
      output.append(Buffer.from(`unknown::version=${version}\n`))
      return
    }
    const { transactionalId } = read(TransactionLogKey, version, reader)
    const text = value === null ? 'NULL' : stateText(transactionalId, value)
    output.append(Buffer.from(`${transactionalId}::${text}\n`))
  },
}

function stateText(transactionalId: string, bytes: Buffer): string {
  const unknown = (version: number) => `Unknown version ${version} from the transaction log message value`
  const { value } = readValue(TransactionLogValue, 1, bytes, unknown)
  const state = transactionStates[value.transactionStatus] ?? value.transactionStatus
  const partitions = (value.transactionPartitions ?? []).flatMap(({ topic, partitionIds }) =>
    partitionIds.map((partition) => ({ topic, partition })),
  )
  const names = scalaHashOrder(partitions, partitionHash).map(({ topic, partition }) => `${topic}-${partition}`)
  return (
    `TransactionMetadata(transactionalId=${transactionalId}, producerId=${value.producerId}, ` +
    `producerEpoch=${value.producerEpoch}, txnTimeoutMs=${value.transactionTimeoutMs}, state=${state}, ` +
    `pendingState=None, topicPartitions=HashSet(${names.join(', ')}), ` +
    `txnStartTimestamp=${value.transactionStartTimestampMs}, ` +
    `txnLastUpdateTimestamp=${value.transactionLastUpdateTimestampMs})`
  )
}
