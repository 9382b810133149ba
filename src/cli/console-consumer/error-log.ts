import { javaTrace } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

/** Logs as Kafka's tool does: a line of its own, and the exception below it with what caused it. */
export function logError(context: CommandContext, text: string, error: unknown): void {
  context.logger.named('kafka.tools.ConsoleConsumer$').error(text)
  printLine(context.stderr, javaTrace(error))
}
