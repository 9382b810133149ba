import { array, int8, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'

export const TransactionLogKey = message(
  'TransactionLogKey',
  { versions: '0', flexible: 'none' },
  {
    transactionalId: string(),
  },
)
export type TransactionLogKey = TypeOf<typeof TransactionLogKey>

export const TransactionLogValue = message(
  'TransactionLogValue',
  { versions: '0-1', flexible: '1+' },
  {
    producerId: int64(),
    producerEpoch: int16(),
    transactionTimeoutMs: int32(),
    transactionStatus: int8(),
    transactionPartitions: array(
      {
        topic: string(),
        partitionIds: array(int32()),
      },
      { nullable: true },
    ),
    transactionLastUpdateTimestampMs: int64(),
    transactionStartTimestampMs: int64(),
  },
)
export type TransactionLogValue = TypeOf<typeof TransactionLogValue>
