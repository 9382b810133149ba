import { ListTransactions } from '../../wire/kafka/list-transactions.ts'
import { api } from './api.ts'

/** As Kafka names them. */
const states = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
]

/** The transactions that this broker coordinates: it coordinates none. */
export const listTransactions = api(ListTransactions, {
  handle: (_broker, { stateFilters }) => ({
    errorCode: 0,
    unknownStateFilters: stateFilters.filter((state) => !states.includes(state)),
    transactionStates: [],
  }),
  failed: (_request, { code }) => ({ errorCode: code, unknownStateFilters: [], transactionStates: [] }),
})
