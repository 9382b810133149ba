import { javaClassOf, kafkaException } from '../../client/errors.ts'
import { Producer } from '../../client/producer/producer.ts'
import { clientIo } from '../connect/client-io.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { Pace } from '../perf/pace.ts'
import { bootstrapServers, readClientProperties } from './client-properties.ts'
import { printEvent } from './events.ts'
import type { VerifiableProducerOptions } from './producer-options.ts'
import { sendError, sendSuccess, shutdown, startup, toolData } from './results.ts'

interface Run {
  readonly context: CommandContext
  readonly options: VerifiableProducerOptions
  readonly producer: Producer
  readonly topic: string
  /** Of the next message; negative for the time of day. */
  createTime: number
  sent: number
  acknowledged: number
}

interface Message {
  readonly key: string | null
  readonly value: string
}

/** Sends increasing numbers, and tells of each what became of it. @throws ArgumentError, JavaException */
export async function runVerifiableProducer(
  context: CommandContext,
  options: VerifiableProducerOptions,
): Promise<number> {
  const producer = await openProducer(context, settings(context, options))
  const start = context.clock.now()
  const createTime = options.value('message-create-time') ?? -1
  const topic = options.value('topic') ?? ''
  const run = { context, options, producer, topic, createTime, sent: 0, acknowledged: 0 }
  printEvent(context, startup, (timestamp) => ({ timestamp }))
  const unsent = await sendAll(run, start)
  await producer.close()
  printEvent(context, shutdown, (timestamp) => ({ timestamp }))
  if (unsent !== undefined) printFailure(run, unsent, kafkaException('Producer closed while send in progress'))
  printSummary(run, start)
  return 0
}

function settings(context: CommandContext, options: VerifiableProducerOptions): Map<string, string> {
  return new Map([
    ['bootstrap.servers', bootstrapServers(options)],
    ['acks', String(options.value('acks') ?? -1)],
    // A message that is lost shall be told of.
    ['retries', '0'],
    ...readClientProperties(context, options.value('producer.config')),
  ])
}

async function openProducer(context: CommandContext, properties: ReadonlyMap<string, string>): Promise<Producer> {
  try {
    return await Producer.open(properties, await clientIo(context))
  } catch (error) {
    throw uncaught(error)
  }
}

/** Gives the message that was still waiting for its topic when the signal came. */
async function sendAll(run: Run, start: number): Promise<Message | undefined> {
  const { context, options } = run
  const { clock, signal } = context
  const pace = new Pace(options.value('throughput') ?? -1, clock)
  const stopped = new Promise<'stopped'>((resolve) => signal.addEventListener('abort', () => resolve('stopped')))
  const most = options.value('max-messages') ?? -1
  while ((most < 0 || run.sent < most) && !signal.aborted) {
    const message = { key: keyOfNext(run), value: valueOfNext(run) }
    run.sent++
    if ((await Promise.race([send(run, message, start), stopped])) === 'stopped') return message
    const rest = pace.after(run.sent)
    if (rest !== undefined) await Promise.race([rest, stopped])
  }
  return undefined
}

function keyOfNext({ options, sent }: Run): string | null {
  const keys = options.value('repeating-keys')
  return keys === undefined ? null : String(keys > 0 ? sent % keys : sent)
}

function valueOfNext({ options, sent }: Run): string {
  const prefix = options.value('value-prefix')
  return prefix === undefined ? String(sent) : `${prefix}.${sent}`
}

/** Queues it; what becomes of it is told when it is known. */
async function send(run: Run, message: Message, start: number): Promise<void> {
  const { context, producer, topic, createTime } = run
  try {
    await producer.findTopic(topic)
    if (producer.isFull) await producer.room()
    if (context.signal.aborted) return
    const bytes = { key: message.key === null ? null : Buffer.from(message.key), value: Buffer.from(message.value) }
    const time = createTime < 0 ? {} : { timestamp: createTime }
    if (createTime >= 0) run.createTime += context.clock.now() - start
    const { partition } = producer.append({ topic, ...bytes, ...time }, (error, index, { baseOffset }) => {
      if (error) printFailure(run, message, error)
      else printSuccess(run, message, { partition, offset: baseOffset < 0 ? -1 : baseOffset + index })
    })
  } catch (error) {
    if (!context.signal.aborted) printFailure(run, message, error)
  }
}

function printSuccess(run: Run, message: Message, { partition, offset }: { partition: number; offset: number }): void {
  run.acknowledged++
  printEvent(run.context, sendSuccess, (timestamp) => ({ timestamp, ...message, offset, topic: run.topic, partition }))
}

function printFailure({ context, topic }: Run, message: Message, error: unknown): void {
  const exception = `class ${javaClassOf(error) ?? 'java.lang.RuntimeException'}`
  const text = error instanceof Error ? error.message : String(error)
  printEvent(context, sendError, (timestamp) => ({ timestamp, topic, ...message, exception, message: text }))
}

function printSummary({ context, options, sent, acknowledged }: Run, start: number): void {
  printEvent(context, toolData, (timestamp) => ({
    timestamp,
    sent,
    acked: acknowledged,
    target_throughput: options.value('throughput') ?? -1,
    avg_throughput: (acknowledged * 1000) / (timestamp - start),
  }))
}
