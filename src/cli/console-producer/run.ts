import { Producer } from '../../client/producer/producer.ts'
import { clientIo } from '../connect/client-io.ts'
import { localFailure } from '../connect/failure.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { OptionError } from '../kit/jopt/option-error.ts'
import { OutputClosed, printLine } from '../kit/output.ts'
import { UsageError } from '../kit/usage-error.ts'
import { readInput } from './input.ts'
import { lineFormat } from './line-format.ts'
import { MessageSink } from './message-sink.ts'
import type { ConsoleProducerOptions } from './options.ts'
import { checkServers, producerSettings, readerSettings } from './settings.ts'

/** 128 and the number of SIGINT. */
const interrupted = 130
/** What was entered before Ctrl-C is sent, but nobody who pressed it waits longer for a cluster that is away. */
const leaveWithinMs = 5000
const lineReader = 'kafka.tools.ConsoleProducer$LineMessageReader'

/** Sends standard input's lines; what goes wrong altogether is reported as Java prints an exception's stack, without the stack. */
export async function runConsoleProducer(context: CommandContext, options: ConsoleProducerOptions): Promise<number> {
  try {
    return (await produce(context, options)) ? interrupted : 0
  } catch (error) {
    if (error instanceof OutputClosed || error instanceof UsageError) throw error
    context.report.failure(error, () => {
      printLine(context.stderr, error instanceof OptionError ? error.message : localFailure(error).thrown)
    })
    return 1
  }
}

/** True when Ctrl-C ended it. */
async function produce(context: CommandContext, options: ConsoleProducerOptions): Promise<boolean> {
  checkServers(options)
  const reader = options.value('line-reader')
  if (reader !== lineReader) throw new JavaException('java.lang.ClassNotFoundException', reader)
  const format = lineFormat(readerSettings(context, options))
  const producer = await Producer.open(producerSettings(context, options), await clientIo(context))
  const topic = options.value('topic') ?? ''
  const sink = new MessageSink({ context, producer, topic, format, isSync: options.has('sync') })
  const interruption = new AbortController()
  context.signal.addEventListener('abort', () => interruption.abort())
  const isLate = new Promise<true>((resolve) => {
    interruption.signal.addEventListener('abort', () => context.clock.after(leaveWithinMs, () => resolve(true)))
  })
  if (await Promise.race([send(context, sink, producer, interruption), isLate])) {
    context.logger
      .named('kafka.tools.ConsoleProducer$')
      .warn('Interrupted before the cluster had acknowledged all messages.')
  }
  return interruption.signal.aborted
}

async function send(
  context: CommandContext,
  sink: MessageSink,
  producer: Producer,
  interruption: AbortController,
): Promise<void> {
  try {
    await readInput(context, sink, interruption)
  } finally {
    await producer.close()
  }
}
