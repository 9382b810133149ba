import { Consumer } from '../../client/consumer/consumer.ts'
import type { FetchedChunk } from '../../client/consumer/fetched-chunk.ts'
import { javaText } from '../../client/errors.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import type { LogRecord } from '../../wire/records/record.ts'
import { clientIo } from '../connect/client-io.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed } from '../kit/output.ts'
import { bootstrapServers, readClientProperties } from './client-properties.ts'
import type { VerifiableConsumerOptions } from './consumer-options.ts'
import { printEvent } from './events.ts'
import { type PartitionRecords, pollSets } from './poll-sets.ts'
import { assigned, offsetsCommitted, recordData, recordsConsumed, revoked, shutdown, startup } from './results.ts'

interface Run {
  readonly context: CommandContext
  readonly consumer: Consumer
  /** Negative without a limit. */
  readonly most: number
  readonly mostAtOnce: number
  readonly isVerbose: boolean
  consumed: number
}

/** Reads as a member of the group, and tells what came and what was committed. @throws ArgumentError, JavaException */
export async function runVerifiableConsumer(
  context: CommandContext,
  options: VerifiableConsumerOptions,
): Promise<number> {
  const properties = settings(context, options)
  const consumer = await openConsumer(context, properties)
  const most = options.value('max-messages') ?? -1
  const run = {
    context,
    consumer,
    most,
    mostAtOnce: consumer.config.maxPollRecords,
    isVerbose: options.has('verbose'),
    consumed: 0,
  }
  tellRebalances(context, consumer)
  context.signal.addEventListener('abort', () => consumer.wakeup())
  try {
    printEvent(context, startup, (timestamp) => ({ timestamp }))
    consumer.subscribe([options.value('topic') ?? ''])
    await consume(run)
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    context.report.failure(error, () => {
      const log = context.logger.named('org.apache.kafka.tools.VerifiableConsumer')
      log.error('Error during processing, terminating consumer process: ', javaText(error))
    })
  }
  await consumer.close()
  printEvent(context, shutdown, (timestamp) => ({ timestamp }))
  return 0
}

function settings(context: CommandContext, options: VerifiableConsumerOptions): Map<string, string> {
  const instance = options.value('group-instance-id')
  return new Map([
    ...readClientProperties(context, options.value('consumer.config')),
    ['group.id', options.value('group-id') ?? ''],
    ...(instance === undefined ? [] : [['group.instance.id', instance] as const]),
    ['bootstrap.servers', bootstrapServers(options)],
    ['enable.auto.commit', String(options.has('enable-autocommit'))],
    ['auto.offset.reset', options.value('reset-policy') ?? 'earliest'],
    ['session.timeout.ms', String(options.value('session-timeout') ?? 30_000)],
    [
      'partition.assignment.strategy',
      options.value('assignment-strategy') ?? 'org.apache.kafka.clients.consumer.RangeAssignor',
    ],
  ])
}

async function openConsumer(context: CommandContext, properties: ReadonlyMap<string, string>): Promise<Consumer> {
  try {
    return await Consumer.open(properties, await clientIo(context))
  } catch (error) {
    throw uncaught(error)
  }
}

function tellRebalances(context: CommandContext, consumer: Consumer): void {
  const tellOf = (type: typeof assigned) => (partitions: readonly TopicPartition[]) => {
    const names = partitions.map(({ topic, partition }) => ({ topic, partition }))
    printEvent(context, type, (timestamp) => ({ timestamp, partitions: names }))
  }
  consumer.onRebalance({ assigned: tellOf(assigned), revoked: tellOf(revoked) })
}

const isDone = ({ most, consumed, context }: Run) => (most >= 0 && consumed >= most) || context.signal.aborted

async function consume(run: Run): Promise<void> {
  const { consumer, mostAtOnce } = run
  while (!isDone(run)) {
    const chunks = await consumer.poll(Number.POSITIVE_INFINITY)
    const ends = new Map<string, number>()
    for (const set of pollSets(chunks, mostAtOnce)) {
      if (isDone(run)) break
      for (const { records, ...at } of set) ends.set(partitionName(at), endOf(records))
      const taken = take(run, set)
      tell(run, set, taken)
      if (!consumer.config.autoCommit) await commit(run, taken)
    }
    if (isDone(run)) giveBack(consumer, chunks, ends)
  }
}

const endOf = (records: readonly LogRecord[]) => (records.at(-1)?.offset ?? -1) + 1

/** What was fetched and is not dealt with is left to whoever reads on. */
function giveBack(consumer: Consumer, chunks: readonly FetchedChunk[], ends: ReadonlyMap<string, number>): void {
  for (const chunk of [...chunks].reverse()) consumer.seek(chunk, ends.get(partitionName(chunk)) ?? chunk.fetchOffset)
}

/** What of it is within the limit. */
function take(run: Run, set: readonly PartitionRecords[]): PartitionRecords[] {
  const taken: PartitionRecords[] = []
  for (const { topic, partition, records } of set) {
    const within = run.most < 0 ? records : records.slice(0, run.most - run.consumed)
    if (within.length === 0) break
    taken.push({ topic, partition, records: within })
    run.consumed += within.length
  }
  return taken
}

function tell({ context, isVerbose }: Run, set: readonly PartitionRecords[], taken: readonly PartitionRecords[]): void {
  const summaries = taken.map(({ topic, partition, records }) => ({
    topic,
    partition,
    count: records.length,
    minOffset: records[0]?.offset ?? -1,
    maxOffset: endOf(records) - 1,
  }))
  for (const { topic, partition, records } of isVerbose ? taken : []) {
    for (const record of records) {
      const [key, value] = [text(record.key), text(record.value)]
      printEvent(context, recordData, (timestamp) => ({
        timestamp,
        key,
        value,
        topic,
        partition,
        offset: record.offset,
      }))
    }
  }
  // Kafka's tool counts what it leaves out behind its limit, too.
  const count = set.reduce((sum, { records }) => sum + records.length, 0)
  printEvent(context, recordsConsumed, (timestamp) => ({ timestamp, count, partitions: summaries }))
}

const text = (bytes: LogRecord['key']) => (bytes === null ? null : Buffer.from(bytes).toString())

async function commit({ context, consumer }: Run, taken: readonly PartitionRecords[]): Promise<void> {
  const offsets = taken.map(({ topic, partition, records }) => ({ topic, partition, offset: endOf(records) }))
  try {
    const toCommit = offsets.map((offset) => ({ ...offset, leaderEpoch: -1 }))
    await consumer.commit(undefined, toCommit)
    printEvent(context, offsetsCommitted, (timestamp) => ({ timestamp, offsets, error: null, success: true }))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    printEvent(context, offsetsCommitted, (timestamp) => ({ timestamp, offsets, error: message, success: false }))
  }
}
