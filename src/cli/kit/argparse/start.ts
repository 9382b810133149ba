import type { CommandContext } from '../command-context.ts'
import type { ArgparseDefinition } from '../definition.ts'
import type { OptionTable } from '../jopt/option-table.ts'
import { ArgumentError } from './argument-error.ts'
import { formatHelp } from './help.ts'
import { helpWanted, parse, versionWanted } from './parse.ts'
import { printFault } from './print-fault.ts'
import { printVersion } from './print-version.ts'

/** Parses, answers help, runs; a call without arguments asks for help too, and only that counts as fine. */
export async function startArgparse<Table extends OptionTable>(
  definition: ArgparseDefinition<Table>,
  context: CommandContext,
): Promise<number> {
  try {
    const isEmpty = context.args.length === 0
    const options = isEmpty ? helpWanted : parse(definition, context.args)
    if (options === versionWanted) return printVersion(context)
    if (options !== helpWanted) return await definition.run(context, options)
    context.stdout.write(formatHelp(definition))
    return isEmpty ? 0 : 1
  } catch (error) {
    if (error instanceof ArgumentError) return printFault(definition, error, context)
    throw error
  }
}
