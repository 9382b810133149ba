import type { CommandContext } from './command-context.ts'
import type { Command } from './definition.ts'
import { JavaException } from './java-exception.ts'
import { OptionError } from './jopt/option-error.ts'
import { OutputClosed } from './output.ts'

/** Runs a command to its exit code; what it throws is reported as a JVM reports an uncaught exception. */
export async function runCommand(command: Command, context: CommandContext): Promise<number> {
  try {
    return await command.start(context)
  } catch (error) {
    // Java's PrintStream swallows a broken pipe, so under `pipefail` Kafka's tools count as fine.
    if (error instanceof OutputClosed) return 0
    return reportUncaught(error, context)
  }
}

function reportUncaught(error: unknown, context: CommandContext): number {
  try {
    context.stderr.write(`Exception in thread "main" ${uncaughtText(error)}\n`)
  } catch (closed) {
    if (!(closed instanceof OutputClosed)) throw closed
  }
  return 1
}

function uncaughtText(error: unknown): string {
  if (error instanceof OptionError) return `${error.javaText}\n\tat ${error.frame}`
  if (error instanceof JavaException)
    return error.message === '' ? error.className : `${error.className}: ${error.message}`
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}
