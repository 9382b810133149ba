import { listTransactions } from '../../client/admin/transactions.ts'
import type { Cluster } from '../../client/cluster.ts'
import { prettyTable } from '../format/pretty-table.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { listedTransaction } from './results.ts'
import { orFail } from './run.ts'

const titles = ['TransactionalId', 'Coordinator', 'ProducerId', 'TransactionState']

/** Prints all transactional ids. */
export async function list({ report }: CommandContext, cluster: Cluster): Promise<void> {
  const listed = await orFail(listTransactions(cluster), 'Failed to list transactions')
  const rows = [...listed].flatMap(([coordinator, transactions]) =>
    transactions.map(({ transactionalId, producerId, transactionState: state }) => {
      return { transactionalId, coordinator, producerId, state }
    }),
  )
  const cells = rows.map((row) => [row.transactionalId, String(row.coordinator), String(row.producerId), row.state])
  report.results(listedTransaction, rows, () => prettyTable(titles, cells))
}
