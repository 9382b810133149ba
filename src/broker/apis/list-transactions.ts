import { ListTransactions } from '../../wire/kafka/list-transactions.ts'
import { transactionStates } from '../../wire/kafka/transaction-states.ts'
import { api } from './api.ts'

/** The transactions that this broker coordinates: it coordinates none. */
export const listTransactions = api(ListTransactions, {
  handle: (_broker, { stateFilters }) => ({
    errorCode: 0,
    unknownStateFilters: stateFilters.filter((state) => !transactionStates.includes(state)),
    transactionStates: [],
  }),
  failed: (_request, { code }) => ({ errorCode: code, unknownStateFilters: [], transactionStates: [] }),
})
