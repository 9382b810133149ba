import { javaText } from '../../client/errors.ts'
import { Producer } from '../../client/producer/producer.ts'
import { clientIo } from '../connect/client-io.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { Latencies } from './latencies.ts'
import { Pace } from './pace.ts'
import { type Payloads, payloadsFor } from './payloads.ts'
import { printProducerMetrics } from './producer-metrics.ts'
import type { ProducerPerfOptions } from './producer-options.ts'
import { perfProducerSettings } from './producer-settings.ts'

/** Sends the messages and prints how that went. @throws ArgumentError, JavaException */
export async function runProducerPerf(context: CommandContext, options: ProducerPerfOptions): Promise<number> {
  const settings = perfProducerSettings(context, options)
  const payloads = payloadsFor(context, options)
  const messages = options.value('num-records') ?? 0
  if (messages === 0) throw new JavaException('java.lang.ArithmeticException', '/ by zero')
  const producer = await openProducer(context, options, settings)
  const latencies = new Latencies(messages, context.clock, context.stdout)
  const load = { context, producer, payloads, latencies, topic: options.value('topic') ?? '', failed: 0 }
  await send(load, messages, options.value('throughput') ?? -1)
  await producer.flush()
  latencies.printTotal()
  if (options.has('print-metrics')) printProducerMetrics(context, settings, load)
  await producer.close()
  return 0
}

async function openProducer(
  context: CommandContext,
  options: ProducerPerfOptions,
  settings: ReadonlyMap<string, string>,
): Promise<Producer> {
  if ((options.value('transaction-duration-ms') ?? 0) > 0) {
    throw new JavaException('java.lang.UnsupportedOperationException', 'The producer has no transactions yet.')
  }
  try {
    return await Producer.open(settings, await clientIo(context))
  } catch (error) {
    throw uncaught(error)
  }
}

export interface Load {
  readonly context: CommandContext
  readonly producer: Producer
  readonly payloads: Payloads
  readonly latencies: Latencies
  readonly topic: string
  failed: number
}

async function send(load: Load, messages: number, throughput: number): Promise<void> {
  const { producer, context } = load
  const pace = new Pace(throughput, context.clock)
  let isFound = false
  for (let sent = 1; sent <= messages; sent++) {
    isFound ||= await findTopic(load)
    if (isFound) sendOne(load)
    if (producer.isFull) await producer.room()
    const rest = pace.after(sent)
    if (rest !== undefined) await rest
  }
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

function sendOne(load: Load): void {
  const value = load.payloads()
  const start = load.context.clock.now()
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
  load.failed++
  printLine(load.context.stderr, javaText(error))
}
