import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ListTransactionsRequest = message(
  'ListTransactionsRequest',
  { key: 66, versions: '0', flexible: '0+' },
  {
    stateFilters: array(string()),
    producerIdFilters: array(int64()),
  },
)
export type ListTransactionsRequest = TypeOf<typeof ListTransactionsRequest>

export const ListTransactionsResponse = message(
  'ListTransactionsResponse',
  { key: 66, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    unknownStateFilters: array(string()),
    transactionStates: array({
      transactionalId: string(),
      producerId: int64(),
      transactionState: string(),
    }),
  },
)
export type ListTransactionsResponse = TypeOf<typeof ListTransactionsResponse>

export const ListTransactions = api('ListTransactions', ListTransactionsRequest, ListTransactionsResponse)
