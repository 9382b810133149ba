import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeTransactionsRequest = message(
  'DescribeTransactionsRequest',
  { key: 65, versions: '0', flexible: '0+' },
  {
    transactionalIds: array(string()),
  },
)
export type DescribeTransactionsRequest = TypeOf<typeof DescribeTransactionsRequest>

export const DescribeTransactionsResponse = message(
  'DescribeTransactionsResponse',
  { key: 65, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    transactionStates: array({
      errorCode: int16(),
      transactionalId: string(),
      transactionState: string(),
      transactionTimeoutMs: int32(),
      transactionStartTimeMs: int64(),
      producerId: int64(),
      producerEpoch: int16(),
      topics: array({
        topic: string(),
        partitions: array(int32()),
      }),
    }),
  },
)
export type DescribeTransactionsResponse = TypeOf<typeof DescribeTransactionsResponse>

export const DescribeTransactions = api(
  'DescribeTransactions',
  DescribeTransactionsRequest,
  DescribeTransactionsResponse,
)
