import { createTopics } from '../../client/admin/create-topics.ts'
import { listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { Consumer } from '../../client/consumer/consumer.ts'
import { Producer } from '../../client/producer/producer.ts'
import { openCluster } from '../connect/admin.ts'
import { clientIo } from '../connect/client-io.ts'
import { readCommandConfig } from '../connect/command-config.ts'
import { callFailure } from '../connect/failure.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException, javaTrace } from '../kit/java-exception.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { measureLatencies } from './measure.ts'
import { summary } from './results.ts'
import { type LatencySettings, readSettings } from './settings.ts'

const usage =
  'USAGE: java org.apache.kafka.tools.EndToEndLatency broker_list topic num_messages producer_acks message_size_bytes [optional] properties_file'

/** Measures, and prints what came of it. Gives the exit code. */
export async function runLatency(context: CommandContext): Promise<number> {
  try {
    const settings = readSettings(context.args)
    if (settings === undefined) {
      context.report.failure(new JavaException('org.apache.kafka.tools.TerseException', usage), () =>
        printLine(context.stderr, usage),
      )
      return 1
    }
    await withClients(context, settings)
    return 0
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    const failure = uncaught(error)
    context.report.failure(error, () => {
      printLine(context.stderr, failure instanceof Error ? failure.message : String(failure))
      printLine(context.stderr, `${javaTrace(failure)}\n`)
    })
    return 1
  }
}

async function withClients(context: CommandContext, settings: LatencySettings): Promise<void> {
  const { servers, acks, file } = settings
  const given = readCommandConfig(context, file)
  const io = await clientIo(context)
  const consumer = await Consumer.open(
    new Map([
      ...given,
      ['bootstrap.servers', servers],
      ['group.id', `test-group-${context.clock.now()}`],
      ['enable.auto.commit', 'false'],
      ['auto.offset.reset', 'latest'],
      // No waiting for more than one message.
      ['fetch.max.wait.ms', '0'],
    ]),
    io,
  )
  const producer = await Producer.open(
    new Map([
      ...given,
      ['bootstrap.servers', servers],
      ['linger.ms', '0'],
      ['max.block.ms', String(Number.MAX_SAFE_INTEGER)],
      ['acks', acks],
    ]),
    io,
  )
  const cluster = await openCluster(context, servers, file)
  try {
    await seekToEnd(context, cluster, consumer, settings.topic)
    printSummary(context, await measureLatencies(context, settings, { producer, consumer }))
    await consumer.commit()
  } finally {
    cluster.close()
    await producer.close()
    await consumer.close()
  }
}

/** Has the consumer read all partitions from where they end now. */
async function seekToEnd(context: CommandContext, cluster: Cluster, consumer: Consumer, topic: string): Promise<void> {
  if (!(await listTopics(cluster)).topics.has(topic)) await createTopic(context, cluster, topic)
  const found = (await cluster.refreshMetadata([topic], { deadline: cluster.deadline(), call: 'partitionsFor' })).topics
  const partitions =
    found.get(topic)?.partitions.map(({ partitionIndex }) => ({ topic, partition: partitionIndex })) ?? []
  const queries = partitions.map((partition) => ({ ...partition, timestamp: offsetSpecs.latest }))
  const ends = requireAll(await listOffsets(cluster, queries))
  consumer.assign(partitions)
  for (const end of ends.values()) consumer.seek(end, end.offset)
}

async function createTopic(context: CommandContext, cluster: Cluster, topic: string): Promise<void> {
  printLine(
    context.stdout,
    `Topic "${topic}" does not exist. Will create topic with 1 partition(s) and replication factor = 1`,
  )
  try {
    requireAll(await createTopics(cluster, [{ name: topic, partitions: 1, replicationFactor: 1 }]))
  } catch (error) {
    printLine(context.stdout, `Creation of topic ${topic} failed`)
    const { message } = callFailure(error)
    const execution = new JavaException('java.util.concurrent.ExecutionException', message, uncaught(error))
    throw new JavaException('java.lang.RuntimeException', `${execution.className}: ${message}`, execution)
  }
}

function printSummary(context: CommandContext, latencies: readonly number[]): void {
  const sorted = latencies.map(Math.trunc).sort((a, b) => a - b)
  const percentile = (share: number) => sorted[Math.trunc(sorted.length * share)] ?? 0
  const averageMs = latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length
  if (latencies.length === 0) {
    printLine(context.stdout, 'Avg latency: NaN ms')
    throw new JavaException('java.lang.ArrayIndexOutOfBoundsException', 'Index 0 out of bounds for length 0')
  }
  const [percentile50Ms, percentile99Ms, percentile999Ms] = [percentile(0.5), percentile(0.99), percentile(0.999)]
  const percentiles = `50th = ${percentile50Ms}, 99th = ${percentile99Ms}, 99.9th = ${percentile999Ms}`
  context.report.results(
    summary,
    [{ averageMs, percentile50Ms, percentile99Ms, percentile999Ms }],
    () => `Avg latency: ${averageMs.toFixed(4)} ms\nPercentiles: ${percentiles}\n`,
  )
}
