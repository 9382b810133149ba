import type { CommandContext } from '../command-context.ts'
import type { ArgumentError } from './argument-error.ts'
import { formatUsage, type Page } from './help.ts'
import { wrapJustified } from './text.ts'

/** Shows usage and message; gives the exit code. */
export function printFault(page: Page, { message }: ArgumentError, context: CommandContext): number {
  context.stderr.write(`${formatUsage(page)}${wrapJustified(`${page.program}: error: ${message}`)}\n`)
  return 1
}
