import { requireAll } from '../../client/admin/outcome.ts'
import { describeProducers } from '../../client/admin/producers.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { prettyTable } from '../format/pretty-table.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { producerState } from './results.ts'
import { orFail } from './run.ts'

const titles = [
  'ProducerId',
  'ProducerEpoch',
  'LatestCoordinatorEpoch',
  'LastSequence',
  'LastTimestamp',
  'CurrentTransactionStartOffset',
]

/** Prints the producers that a partition knows of: at its leader, or at the broker given. */
export async function printProducers(
  { report }: CommandContext,
  cluster: Cluster,
  partition: TopicPartition,
  broker: number | undefined,
): Promise<void> {
  const place = broker === undefined ? 'leader' : `broker ${broker}`
  const asked = describeProducers(cluster, [partition], { broker }).then(requireAll)
  const what = `Failed to describe producers for partition ${partitionName(partition)} on ${place}`
  const states = (await orFail(asked, what)).get(partitionName(partition)) ?? []
  const rows = states.map((state) => ({
    ...partition,
    producerId: state.producerId,
    producerEpoch: state.producerEpoch,
    coordinatorEpoch: state.coordinatorEpoch < 0 ? null : state.coordinatorEpoch,
    lastSequence: state.lastSequence,
    lastTimestamp: state.lastTimestamp,
    transactionStart: state.currentTxnStartOffset < 0 ? null : state.currentTxnStartOffset,
  }))
  const cells = rows.map((row) => [
    String(row.producerId),
    String(row.producerEpoch),
    String(row.coordinatorEpoch ?? -1),
    String(row.lastSequence),
    String(row.lastTimestamp),
    String(row.transactionStart ?? 'None'),
  ])
  report.results(producerState, rows, () => prettyTable(titles, cells))
}
