import { requireAll } from '../../client/admin/outcome.ts'
import { describeTransactions } from '../../client/admin/transactions.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { prettyTable } from '../format/pretty-table.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { describedTransaction } from './results.ts'
import { orFail } from './run.ts'

const titles = [
  'CoordinatorId',
  'TransactionalId',
  'ProducerId',
  'ProducerEpoch',
  'TransactionState',
  'TransactionTimeoutMs',
  'CurrentTransactionStartTimeMs',
  'TransactionDurationMs',
  'TopicPartitions',
]

/** Prints what the coordinator knows of a transactional id. */
export async function describe({ clock, report }: CommandContext, cluster: Cluster, id: string): Promise<void> {
  const asked = describeTransactions(cluster, [id]).then(requireAll)
  const found = await orFail(asked, `Failed to describe transaction state of transactional-id \`${id}\``)
  const now = clock.now()
  const rows = [...found.values()].map((state) => {
    const startTime = state.transactionStartTimeMs < 0 ? null : state.transactionStartTimeMs
    return {
      transactionalId: id,
      coordinator: state.coordinator,
      producerId: state.producerId,
      producerEpoch: state.producerEpoch,
      state: state.transactionState,
      timeoutMs: state.transactionTimeoutMs,
      startTime,
      durationMs: startTime === null ? null : now - startTime,
      partitions: state.topics.flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition })),
      ),
    }
  })
  const cells = rows.map((row) => [
    String(row.coordinator),
    id,
    String(row.producerId),
    String(row.producerEpoch),
    row.state,
    String(row.timeoutMs),
    String(row.startTime ?? 'None'),
    String(row.durationMs ?? 'None'),
    row.partitions.map(partitionName).join(','),
  ])
  report.results(describedTransaction, rows, () => prettyTable(titles, cells))
}
