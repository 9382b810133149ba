import { javaText } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'

/** Logs as Kafka's tool does: a line of its own, and the exception below it with what caused it. */
export function logError(context: CommandContext, text: string, error: unknown): void {
  context.logger.named('kafka.tools.ConsoleConsumer$').error(text)
  printLine(context.stderr, javaText(error))
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) {
    printLine(context.stderr, `Caused by: ${javaText(cause)}`)
  }
}

function causeOf(error: unknown): Error | undefined {
  return error instanceof Error && error.cause instanceof Error ? error.cause : undefined
}
