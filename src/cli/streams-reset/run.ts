import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { alterGroupOffsets, type PartitionOffset } from '../../client/admin/group-offsets.ts'
import { offsetSpecs } from '../../client/admin/list-offsets.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { javaClassOf } from '../../client/errors.ts'
import type { Metadata } from '../../client/metadata.ts'
import { byTopic, partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { openCluster } from '../connect/admin.ts'
import { CallFailed, called } from '../connect/called.ts'
import { callFailure, localFailure } from '../connect/failure.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { deleteInternalTopics } from './internal-topics.ts'
import { requireNoMembers } from './members.ts'
import { newOffsets, type Offsets, offsetsAt } from './new-offsets.ts'
import type { StreamsResetOptions } from './options.ts'
import { resetOffset, skippedToEnd } from './results.ts'

/** Resets the application; what goes wrong is told on stderr. Gives the exit code. */
export async function runStreamsReset(context: CommandContext, options: StreamsResetOptions): Promise<number> {
  const name =
    options.has('bootstrap-server') || !options.has('bootstrap-servers') ? 'bootstrap-server' : 'bootstrap-servers'
  try {
    const cluster = await openCluster(context, options.value(name) ?? '', options.value('config-file'))
    try {
      return await reset(context, cluster, options)
    } finally {
      cluster.close()
    }
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    const isCall = error instanceof CallFailed
    const { thrown } = isCall ? callFailure(error.cause) : localFailure(error)
    context.report.failure(isCall ? error.cause : error, () =>
      printLine(context.stderr, `ERROR: ${thrown.split('\n')[0]}\n${thrown}`),
    )
    return 1
  }
}

async function reset(context: CommandContext, cluster: Cluster, options: StreamsResetOptions): Promise<number> {
  await requireNoMembers(context, cluster, options.value('application-id') ?? '', options.has('force'))
  const metadata = await called(listTopics(cluster))
  if (options.has('dry-run')) {
    printLine(
      context.stdout,
      '----Dry run displays the actions which will be performed when running Streams Reset Tool----',
    )
  }
  const areAllFound = await resetOffsets(context, cluster, metadata, options)
  await deleteInternalTopics(context, cluster, [...metadata.topics.keys()], options)
  return areAllFound ? 0 : 1
}

/** False when some of the topics are not there. */
async function resetOffsets(
  context: CommandContext,
  cluster: Cluster,
  metadata: Metadata,
  options: StreamsResetOptions,
): Promise<boolean> {
  const { stdout } = context
  const [input, intermediate] = [options.values('input-topics'), options.values('intermediate-topics')]
  if (input.length === 0 && intermediate.length === 0) {
    printLine(stdout, 'No input or intermediate topics specified. Skipping seek.')
    return true
  }
  if (input.length > 0) printLine(stdout, `Reset-offsets for input topics [${input.join(', ')}]`)
  if (intermediate.length > 0) printLine(stdout, `Seek-to-end for intermediate topics [${intermediate.join(', ')}]`)
  const isMissing = (topic: string) => !metadata.topics.has(topic)
  tellMissing(context, 'input', 'Topic: ', input.filter(isMissing))
  tellMissing(context, 'intermediate', 'Topic:', intermediate.filter(isMissing))
  const [inputPartitions, others] = [partitionsOf(metadata, input), partitionsOf(metadata, intermediate)]
  if (inputPartitions.length + others.length === 0) return false
  const offsets = [
    ...(await resetInput({ context, cluster, options }, inputPartitions)),
    ...(await skipToEnd({ context, cluster, options }, others)),
  ]
  if (!options.has('dry-run')) {
    requireAll(await alterGroupOffsets(cluster, options.value('application-id') ?? '', offsets))
  }
  printLine(stdout, 'Done.')
  return ![...input, ...intermediate].some(isMissing)
}

function tellMissing({ stdout }: CommandContext, kind: string, label: string, topics: readonly string[]): void {
  if (topics.length === 0) return
  printLine(stdout, `Following ${kind} topics are not found, skipping them`)
  for (const topic of topics) printLine(stdout, `${label}${topic}`)
}

function partitionsOf({ topics }: Metadata, names: readonly string[]): TopicPartition[] {
  const partitions = hashOrder([...new Set(names)], (name) => name, javaMapSize).flatMap((topic) =>
    (topics.get(topic)?.partitions ?? []).map(({ partitionIndex }) => ({ topic, partition: partitionIndex })),
  )
  return partitionOrder(partitions)
}

interface Task {
  readonly context: CommandContext
  readonly cluster: Cluster
  readonly options: StreamsResetOptions
}

/** The new offsets in the input topics, which are told. */
async function resetInput(task: Task, partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
  const { context, options } = task
  if (partitions.length === 0) return []
  const group = options.value('application-id')
  printLine(context.stdout, `Following input topics offsets will be reset to (for consumer group ${group})`)
  const offsets = await newOffsets({ ...task, partitions }, options).catch((error: unknown) => {
    const isOfText = ['java.io.IOException', 'java.text.ParseException'].includes(javaClassOf(error) ?? '')
    if (isOfText) printLine(context.stderr, 'ERROR: Resetting offsets failed.')
    throw error
  })
  const rows = withOffsets(partitions, offsets).map((row) => ({ ...row, isDryRun: options.has('dry-run') }))
  context.report.results(resetOffset, rows, () =>
    rows.map((row) => `Topic: ${row.topic} Partition: ${row.partition} Offset: ${row.offset}\n`).join(''),
  )
  return rows
}

/** The ends of the intermediate topics, which are told. */
async function skipToEnd(task: Task, partitions: readonly TopicPartition[]): Promise<PartitionOffset[]> {
  const { context, cluster, options } = task
  if (partitions.length === 0) return []
  const group = options.value('application-id')
  printLine(context.stdout, `Following intermediate topics offsets will be reset to end (for consumer group ${group})`)
  const ends = await offsetsAt(cluster, partitions, offsetSpecs.latest)
  const isDryRun = options.has('dry-run')
  const rows = byTopic(partitions).map(({ name: topic, partitions: list }) => {
    return { topic, partitions: list.map(({ partition }) => partition), isDryRun }
  })
  context.report.results(skippedToEnd, rows, () => partitions.map(({ topic }) => `Topic: ${topic}\n`).join(''))
  return withOffsets(partitions, ends)
}

function withOffsets(partitions: readonly TopicPartition[], offsets: Offsets): PartitionOffset[] {
  return partitions.map((partition) => ({ ...partition, offset: offsets.get(partitionName(partition)) ?? 0 }))
}
