import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { logTimestamp } from '../../base/logger.ts'
import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { ClientError, illegalArgument } from '../../client/errors.ts'
import { topicFilter } from '../../client/topic-filter.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { OptionError } from '../kit/jopt/option-error.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import type { Mismatch } from './comparison.ts'
import type { VerificationOptions } from './options.ts'
import { ReplicaReader } from './replica-reader.ts'
import { replicaLag, replicaMismatch } from './results.ts'
import { type Slowest, Verification, type VerifiedPartition } from './verification.ts'

const toolName = 'org.apache.kafka.tools.ReplicaVerificationTool'
const noTopics =
  'No topics found. [topics-include] if specified, is either filtering out all topics or there is no topic.'

class NoTopics extends Error {
  override readonly name = 'NoTopics'

  constructor() {
    super(noTopics)
  }
}

/** Compares replicas until it is interrupted, or finds some that can't be compared any further. */
export async function runVerification(context: CommandContext, options: VerificationOptions): Promise<number> {
  try {
    return await verify(context, options)
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    const { message, thrown } = failureOf(error)
    context.report.failure(error, () => printLine(context.stderr, `${message}\n${thrown}\n`))
    return 1
  }
}

function failureOf(error: unknown): Failure {
  return error instanceof JavaException || error instanceof OptionError ? localFailure(error) : callFailure(error)
}

async function verify(context: CommandContext, options: VerificationOptions): Promise<number> {
  const [fetchSize, maxWaitMs] = [options.value('fetch-size'), options.value('max-wait-ms')]
  const [time, reportIntervalMs] = [options.value('time'), options.value('report-interval-ms')]
  const isWanted = inclusion(options)
  const cluster = await openCluster(context, options.value('broker-list') ?? '', undefined)
  try {
    const { brokers } = await describeCluster(cluster)
    const partitions = await findPartitions(cluster, isWanted)
    if (partitions.length === 0) {
      context.report.failure(new NoTopics(), () => context.logger.named(toolName).error(noTopics))
      return 1
    }
    const positions = await initialOffsets(cluster, partitions, time)
    const readers = keepersOf(partitions).map((id) => {
      const broker = brokers.find((one) => one.id === id)
      if (broker !== undefined) return new ReplicaReader(broker, cluster.config, cluster.io, { fetchSize, maxWaitMs })
      throw new JavaException(
        'java.lang.NullPointerException',
        'Cannot invoke "org.apache.kafka.common.Node.idString()" because "this.val$sourceNode" is null',
      )
    })
    printLine(context.stdout, `${logTimestamp(context.clock.now())}: verification process is started`)
    const told = listeners(context, partitions.length)
    await new Verification({ readers, partitions, positions, clock: context.clock, reportIntervalMs, ...told }).run()
    return 1
  } finally {
    cluster.close()
  }
}

function listeners({ clock, report }: CommandContext, partitionCount: number) {
  const line = (time: number, text: string) => () => `${logTimestamp(time)}: ${text}\n`
  return {
    onMismatch({ topic, partition }: TopicPartition, { text, isFatal }: Mismatch) {
      const time = clock.now()
      report.results(replicaMismatch, [{ time, topic, partition, message: text, isFatal }], line(time, text))
    },
    onLag({ name, offset, lag }: Slowest) {
      const time = clock.now()
      const isKnown = offset >= 0
      const value = { time, partition: isKnown ? name : null, offset: isKnown ? offset : null, lag, partitionCount }
      const place = `for partition ${name} at offset ${offset} among ${partitionCount} partitions`
      report.results(replicaLag, [value], line(time, `max lag is ${lag} ${place}`))
    },
  }
}

function inclusion(options: VerificationOptions): (topic: string) => boolean {
  const text = options.value(options.has('topics-include') ? 'topics-include' : 'topic-white-list')
  try {
    const matches = topicFilter(text)
    return (topic) => matches(topic, false)
  } catch (error) {
    if (error instanceof ClientError) throw new JavaException(error.className, `${text} is an invalid regex`)
    throw error
  }
}

/** Kafka's own topics are not among those that a client lists. */
async function findPartitions(cluster: Cluster, isWanted: (topic: string) => boolean): Promise<VerifiedPartition[]> {
  const { topics } = await listTopics(cluster)
  const wanted = [...topics.values()].filter(({ name, isInternal }) => !isInternal && isWanted(name ?? ''))
  const inMapOrder = hashOrder(wanted, ({ name }) => name ?? '', javaMapSize)
  return partitionOrder(
    inMapOrder.flatMap(({ name, topicId, partitions }) =>
      partitions.map(({ partitionIndex, replicaNodes }) => {
        return { topic: name ?? '', topicId, partition: partitionIndex, replicas: replicaNodes }
      }),
    ),
  )
}

function keepersOf(partitions: readonly VerifiedPartition[]): number[] {
  return [...new Set(partitions.flatMap(({ replicas }) => replicas))].sort((a, b) => a - b)
}

async function initialOffsets(
  cluster: Cluster,
  partitions: readonly VerifiedPartition[],
  time: number,
): Promise<Map<string, number>> {
  const isMoment = time !== offsetSpecs.latest && time !== offsetSpecs.earliest
  if (isMoment && time < 0) {
    const [first] = partitions
    const name = first === undefined ? '' : partitionName(first)
    throw illegalArgument(`The target time for partition ${name} is ${time}. The target time cannot be negative.`)
  }
  const queries = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp: time }))
  const found = requireAll(await listOffsets(cluster, queries))
  for (const { offset } of found.values()) {
    if (offset >= 0 || !isMoment) continue
    throw new JavaException(
      'java.lang.NullPointerException',
      'Cannot invoke "org.apache.kafka.clients.consumer.OffsetAndTimestamp.offset()" because the return value of "java.util.Map$Entry.getValue()" is null',
    )
  }
  return new Map([...found].map(([name, { offset }]) => [name, Math.max(0, offset)]))
}
