import { pause } from '../../base/clock.ts'
import { Consumer } from '../../client/consumer/consumer.ts'
import type { FetchedChunk } from '../../client/consumer/fetched-chunk.ts'
import { ClientError } from '../../client/errors.ts'
import { clientIo } from '../connect/client-io.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { logError } from './error-log.ts'
import type { ConsoleConsumerOptions } from './options.ts'
import { Printer } from './printer.ts'
import { type ConsoleConsumerSettings, completeConsumer, readSettings } from './settings.ts'
import { topicPattern } from './topic-pattern.ts'

/** Prints messages until the limit, the time-out or the signal. */
export async function runConsoleConsumer(context: CommandContext, options: ConsoleConsumerOptions): Promise<number> {
  const settings = await readSettings(context, options)
  const properties = completeConsumer(context, options, settings.consumer)
  if (!properties) return 1
  try {
    await consume(context, settings, properties)
    if (options.has('enable-systest-events')) printLine(context.stdout, 'shutdown_complete')
    return 0
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    context.report.failure(error, () => logError(context, 'Unknown error when running consumer: ', error))
    return 1
  }
}

async function consume(
  context: CommandContext,
  settings: ConsoleConsumerSettings,
  properties: ReadonlyMap<string, string>,
): Promise<void> {
  const consumer = await Consumer.open(properties, await clientIo(context))
  const printer = new Printer({ context, ...settings, onLost: () => consumer.wakeup() })
  context.signal.addEventListener('abort', () => consumer.wakeup())
  begin(consumer, settings)
  try {
    await printAll(context, consumer, printer, settings.timeoutMs)
  } catch (error) {
    if (!(error instanceof OutputClosed)) throw error
    printLine(context.stderr, 'Unable to write to standard out, closing consumer.')
  } finally {
    await consumer.close()
    printLine(context.stderr, `Processed a total of ${printer.count} messages`)
  }
}

function begin(consumer: Consumer, { topics, partition }: ConsoleConsumerSettings): void {
  if (typeof topics !== 'string') {
    consumer.subscribe(topicPattern(topics.pattern))
    return
  }
  if (partition === undefined) {
    consumer.subscribe([topics])
    return
  }
  const target = { topic: topics, partition: partition.number }
  consumer.assign([target])
  if (typeof partition.offset === 'number') consumer.seek(target, partition.offset)
  else consumer.seekTo(target, partition.offset)
}

/** What keeps messages from coming is logged, and ends the printing as a success; what is wrong with a message is thrown. */
async function printAll(
  context: CommandContext,
  consumer: Consumer,
  printer: Printer,
  timeoutMs: number,
): Promise<void> {
  while (!printer.isDone && !context.signal.aborted) {
    const chunks = await receive(context, consumer, printer, timeoutMs)
    if (!chunks) return
    const before = printer.count
    await print(consumer, printer, chunks)
    if (printer.count - before > 1) await leaveReaderTime(context, printer)
    // What the next poll follows on may be committed; where nobody commits, the last write may go on meanwhile.
    await (consumer.config.autoCommit ? printer.drain() : printer.pass())
  }
  await printer.drain()
}

/** Undefined when there is no more to wait for; all that came before is written then. */
async function receive(
  context: CommandContext,
  consumer: Consumer,
  printer: Printer,
  timeoutMs: number,
): Promise<FetchedChunk[] | undefined> {
  try {
    const chunks = await consumer.poll(timeoutMs)
    if (chunks.length > 0) return chunks
    await printer.drain()
    if (!context.signal.aborted) logError(context, terminating, nothingCame)
  } catch (error) {
    if (error instanceof OutputClosed) throw error
    await printer.drain()
    logError(context, terminating, error)
  }
  return undefined
}

/** Prints until the limit; what is left over counts as not consumed. */
async function print(consumer: Consumer, printer: Printer, chunks: readonly FetchedChunk[]): Promise<void> {
  const left = [...chunks]
  try {
    for (let chunk = left[0]; chunk && !printer.isDone; chunk = left[0]) {
      await printer.print(chunk)
      if (!printer.isDone) left.shift()
    }
  } catch (error) {
    await printer.drain()
    throw error
  } finally {
    giveBack(consumer, printer, left)
  }
}

/**
 * `head` and its like are gone by the time they have read all they want: a last byte written a little later tells us so,
 * where waiting for the next message would take until it comes.
 */
async function leaveReaderTime({ clock, stdout }: CommandContext, printer: Printer): Promise<void> {
  if (printer.isDone || printer.count > watchedCount || stdout.isTerminal) return
  await printer.drain(1)
  await pause(clock, readerLeavesMs)
}

/** Who wants more than so many messages has a program of his own. */
const watchedCount = 1000
const readerLeavesMs = 10

/** The first of what is left over was printed in part. */
function giveBack(consumer: Consumer, printer: Printer, left: readonly FetchedChunk[]): void {
  const [broken] = left
  for (const chunk of [...left].reverse())
    consumer.seek(chunk, chunk === broken ? printer.nextOffset : chunk.fetchOffset)
}

const terminating = 'Error processing message, terminating consumer process: '
const nothingCame = new ClientError('org.apache.kafka.common.errors.TimeoutException', '')
