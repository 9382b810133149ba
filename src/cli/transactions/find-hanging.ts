import { describeTopics } from '../../client/admin/describe-topics.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { ProducerState } from '../../client/admin/producers.ts'
import { describeTransactions, listTransactions } from '../../client/admin/transactions.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { TopicPartition } from '../../client/topic-partition.ts'
import { prettyTable } from '../format/pretty-table.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { openTransactions } from './open-transactions.ts'
import type { findHangingOptions } from './options.ts'
import { hangingTransaction } from './results.ts'
import { orFail, TransactionsError } from './run.ts'

type FindHangingOptions = ArgumentSet<typeof findHangingOptions>

export interface OpenTransaction extends TopicPartition {
  readonly producer: ProducerState
}

const minuteMs = 60_000
const defaultMinutes = 15
const titles = [
  'Topic',
  'Partition',
  'ProducerId',
  'ProducerEpoch',
  'CoordinatorEpoch',
  'StartOffset',
  'LastTimestamp',
  'Duration(min)',
]

/** Prints transactions that are open in a partition and that no coordinator knows to end. @throws TransactionsError */
export async function findHanging(
  { clock, report }: CommandContext,
  cluster: Cluster,
  options: FindHangingOptions,
): Promise<void> {
  const [broker, minutes] = [options.value('broker-id'), options.value('max-transaction-timeout') ?? defaultMinutes]
  const partitions = await partitionsToSearch(cluster, options)
  const now = clock.now()
  const isOld = ({ lastTimestamp }: ProducerState) => now - lastTimestamp > minutes * minuteMs
  const old = (await openTransactions(cluster, partitions, broker)).filter(({ producer }) => isOld(producer))
  const hanging = await hangingOf(cluster, old)
  const rows = hanging.map(({ topic, partition, producer }) => ({
    topic,
    partition,
    producerId: producer.producerId,
    producerEpoch: producer.producerEpoch,
    coordinatorEpoch: producer.coordinatorEpoch < 0 ? null : producer.coordinatorEpoch,
    startOffset: producer.currentTxnStartOffset,
    lastTimestamp: producer.lastTimestamp,
    durationMinutes: Math.trunc((now - producer.lastTimestamp) / minuteMs),
  }))
  const cells = rows.map((row) => Object.values(row).map((value) => String(value ?? -1)))
  report.results(hangingTransaction, rows, () => prettyTable(titles, cells))
}

async function partitionsToSearch(cluster: Cluster, options: FindHangingOptions): Promise<TopicPartition[]> {
  const [broker, topic, partition] = [options.value('broker-id'), options.value('topic'), options.value('partition')]
  if (topic === undefined && broker === undefined) {
    throw new TransactionsError(
      'The `find-hanging` command requires either --topic or --broker-id to limit the scope of the search',
    )
  }
  if (partition !== undefined && topic === undefined) {
    throw new TransactionsError('The --partition argument requires --topic to be provided')
  }
  if (topic !== undefined && partition !== undefined) return [{ topic, partition }]
  const topics = topic === undefined ? await allTopics(cluster) : [topic]
  const asked = describeTopics(cluster, topics).then(requireAll)
  const found = await orFail(asked, `Failed to describe ${topics.length} topics`)
  return [...found].flatMap(([name, description]) =>
    description.partitions
      .filter(({ replicaNodes }) => broker === undefined || replicaNodes.includes(broker))
      .map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
  )
}

async function allTopics(cluster: Cluster): Promise<string[]> {
  return [...(await orFail(listTopics(cluster), 'Failed to list topics')).topics.keys()]
}

/** Those that belong to no transactional id, or to one whose transaction does not take part there. */
async function hangingOf(cluster: Cluster, open: readonly OpenTransaction[]): Promise<OpenTransaction[]> {
  if (open.length === 0) return []
  const producerIds = [...new Set(open.map(({ producer }) => producer.producerId))]
  const listing = listTransactions(cluster, { producerIds })
  const listed = await orFail(listing, `Failed to list transactions for ${producerIds.length} producers`)
  const idOf = new Map(
    [...listed.values()].flat().map(({ producerId, transactionalId }) => [producerId, transactionalId]),
  )
  const ids = [...new Set(idOf.values())]
  const described = describeTransactions(cluster, ids).then(requireAll)
  const states = await orFail(described, `Failed to describe ${ids.length} transactions`)
  return open.filter(({ topic, partition, producer }) => {
    const state = states.get(idOf.get(producer.producerId) ?? '')
    return !state?.topics.some((part) => part.topic === topic && part.partitions.includes(partition))
  })
}
