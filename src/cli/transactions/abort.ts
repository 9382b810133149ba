import { requireAll } from '../../client/admin/outcome.ts'
import {
  abortTransaction,
  describeProducers,
  type HangingTransaction,
  transactionText,
} from '../../client/admin/producers.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { abortOptions } from './options.ts'
import { abortedTransaction } from './results.ts'
import { orFail, TransactionsError } from './run.ts'

type AbortOptions = ArgumentSet<typeof abortOptions>

/** Has the leader write the marker that ends a hanging transaction. @throws TransactionsError */
export async function abort({ report }: CommandContext, cluster: Cluster, options: AbortOptions): Promise<void> {
  const partition = { topic: options.value('topic') ?? '', partition: options.value('partition') ?? 0 }
  const startOffset = options.value('start-offset')
  const transaction =
    startOffset === undefined ? identified(partition, options) : await startingAt(cluster, partition, startOffset)
  await orFail(abortTransaction(cluster, transaction), `Failed to abort transaction ${transactionText(transaction)}`)
  report.results(abortedTransaction, [transaction], () => '')
}

/** As brokers before 3.0 need it. */
function identified(partition: TopicPartition, options: AbortOptions): HangingTransaction {
  const producerId = options.value('producer-id')
  if (producerId === undefined) {
    throw new TransactionsError(
      'The transaction to abort must be identified either with --start-offset (for brokers on 3.0 or above) or with --producer-id, --producer-epoch, and --coordinator-epoch (for older brokers)',
    )
  }
  const producerEpoch = required(options, 'producer-epoch')
  return { ...partition, producerId, producerEpoch, coordinatorEpoch: atLeast0(required(options, 'coordinator-epoch')) }
}

function required(options: AbortOptions, name: 'producer-epoch' | 'coordinator-epoch'): number {
  const value = options.value(name)
  if (value !== undefined) return value
  throw new TransactionsError(`Missing required argument --${name}`)
}

async function startingAt(
  cluster: Cluster,
  partition: TopicPartition,
  startOffset: number,
): Promise<HangingTransaction> {
  const name = partitionName(partition)
  const asked = describeProducers(cluster, [partition]).then(requireAll)
  const states = (await orFail(asked, `Failed to validate producer state for partition ${name}`)).get(name) ?? []
  const found = states.find(({ currentTxnStartOffset }) => currentTxnStartOffset === startOffset)
  if (found === undefined) {
    const problem = `Could not find any open transactions starting at offset ${startOffset} on partition ${name}`
    throw new TransactionsError(problem)
  }
  const { producerId, producerEpoch, coordinatorEpoch } = found
  return { ...partition, producerId, producerEpoch, coordinatorEpoch: atLeast0(coordinatorEpoch) }
}

/** A transaction of which no coordinator ended one before has the epoch of none. */
const atLeast0 = (epoch: number) => Math.max(epoch, 0)
