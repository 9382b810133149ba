import { javaText } from '../../client/errors.ts'
import type { MeasuredProducer } from '../../client/metrics/measured-producer.ts'
import { Producer } from '../../client/producer/producer.ts'
import { clientIo } from '../connect/client-io.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { Latencies } from './latencies.ts'
import { printMetrics } from './metrics-table.ts'
import { Pace } from './pace.ts'
import { type Payloads, payloadsFor } from './payloads.ts'
import type { ProducerPerfOptions } from './producer-options.ts'
import { perfProducerSettings } from './producer-settings.ts'
import { TimedTransactions } from './timed-transactions.ts'

/** Sends the messages and prints how that went. @throws ArgumentError, JavaException */
export async function runProducerPerf(context: CommandContext, options: ProducerPerfOptions): Promise<number> {
  const settings = perfProducerSettings(context, options)
  const payloads = payloadsFor(context, options)
  const messages = options.value('num-records') ?? 0
  if (messages === 0) throw new JavaException('java.lang.ArithmeticException', '/ by zero')
  const measured = options.has('print-metrics') ? await openMeasured(context, settings) : undefined
  const producer = measured ?? (await openProducer(context, settings))
  const transactionMs = options.value('transaction-duration-ms') ?? 0
  if (transactionMs > 0) await javaFailure(producer.initTransactions())
  const latencies = new Latencies(messages, context)
  const load = { context, producer, payloads, latencies, topic: options.value('topic') ?? '' }
  const transactions = transactionMs > 0 ? new TimedTransactions(producer, transactionMs) : undefined
  await javaFailure(send(load, { messages, throughput: options.value('throughput') ?? -1, transactions }))
  await producer.flush()
  latencies.printTotal()
  if (measured) printMetrics(context, measured.metrics())
  await producer.close()
  return 0
}

function openProducer(context: CommandContext, settings: ReadonlyMap<string, string>): Promise<Producer> {
  return javaFailure(clientIo(context).then((io) => Producer.open(settings, io)))
}

/** Few ask for metrics: the others don't load what keeps them. */
async function openMeasured(context: CommandContext, settings: ReadonlyMap<string, string>): Promise<MeasuredProducer> {
  const { MeasuredProducer } = await import('../../client/metrics/measured-producer.ts')
  const { eventLoop } = await import('./event-loop.ts')
  return javaFailure(clientIo(context).then((io) => MeasuredProducer.open(settings, io, eventLoop)))
}

/** What the producer fails with ends the command as it ends Kafka's. */
async function javaFailure<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    throw uncaught(error)
  }
}

type AnyProducer = Producer | MeasuredProducer

interface Load {
  readonly context: CommandContext
  readonly producer: AnyProducer
  readonly payloads: Payloads
  readonly latencies: Latencies
  readonly topic: string
}

interface Course {
  readonly messages: number
  readonly throughput: number
  readonly transactions: TimedTransactions | undefined
}

async function send(load: Load, { messages, throughput, transactions }: Course): Promise<void> {
  const { producer, context } = load
  const pace = new Pace(throughput, context.clock)
  let isFound = false
  for (let sent = 1; sent <= messages; sent++) {
    const value = load.payloads()
    transactions?.before(context.clock.now())
    isFound ||= await findTopic(load)
    const start = context.clock.now()
    if (isFound) sendOne(load, value, start)
    if (producer.isFull) await producer.room()
    if (transactions) await transactions.after(start)
    const rest = pace.after(sent)
    if (rest !== undefined) await rest
  }
  await transactions?.end()
}

/** False, and told, when the topic can't be found within max.block.ms. */
async function findTopic(load: Load): Promise<boolean> {
  try {
    await load.producer.findTopic(load.topic)
    return true
  } catch (error) {
    fail(load, error)
    return false
  }
}

function sendOne(load: Load, value: Buffer, start: number): void {
  try {
    load.producer.append({ topic: load.topic, value, timestamp: start }, (error) => {
      if (error) fail(load, error)
      else load.latencies.record(start, value.length)
    })
  } catch (error) {
    fail(load, error)
  }
}

function fail(load: Load, error: unknown): void {
  printLine(load.context.stderr, javaText(error))
}
