import type { CommandContext } from '../command-context.ts'
import type { ArgparseDefinition } from '../definition.ts'
import type { OptionTable } from '../jopt/option-table.ts'
import { ArgumentError } from './argument-error.ts'
import { formatHelp, formatUsage } from './help.ts'
import { helpWanted, parse } from './parse.ts'
import { wrapJustified } from './text.ts'

/** Parses, answers help, runs; a call without arguments asks for help too. */
export async function startArgparse<Table extends OptionTable>(
  definition: ArgparseDefinition<Table>,
  context: CommandContext,
): Promise<number> {
  try {
    const options = context.args.length === 0 ? helpWanted : parse(definition, context.args)
    if (options !== helpWanted) return await definition.run(context, options)
    context.stdout.write(formatHelp(definition))
    return 0
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    const message = wrapJustified(`${definition.program}: error: ${error.message}`)
    context.stderr.write(`${formatUsage(definition)}${message}\n`)
    return 1
  }
}
