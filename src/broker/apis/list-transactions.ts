import { ListTransactions, type ListTransactionsRequest } from '../../wire/kafka/list-transactions.ts'
import { transactionStates } from '../../wire/kafka/transaction-states.ts'
import type { Transaction } from '../transactions/transaction.ts'
import { api, permission } from './api.ts'

/** The transactions that this broker coordinates, as far as the caller may know of them. */
export const listTransactions = api(ListTransactions, {
  handle({ transactions, authoriser }, request, context) {
    const isShown = ({ transactionalId }: Transaction) =>
      authoriser.allows(context, permission('Describe', 'TransactionalId', transactionalId))
    const wanted = transactions.all().filter((transaction) => isWanted(request, transaction) && isShown(transaction))
    return {
      errorCode: 0,
      unknownStateFilters: request.stateFilters.filter((state) => !transactionStates.includes(state)),
      transactionStates: wanted.map(({ transactionalId, producerId, state }) => ({
        ...{ transactionalId, producerId },
        transactionState: state,
      })),
    }
  },
  failed: (_request, { code }) => ({ errorCode: code, unknownStateFilters: [], transactionStates: [] }),
})

/** A filter that is empty lets all pass. */
function isWanted({ producerIdFilters, stateFilters }: ListTransactionsRequest, { producerId, state }: Transaction) {
  const byProducer = producerIdFilters.length === 0 || producerIdFilters.includes(producerId)
  return byProducer && (stateFilters.length === 0 || stateFilters.includes(state))
}
