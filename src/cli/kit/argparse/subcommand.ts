import type { Subcommand, SubcommandDefinition } from '../definition.ts'
import type { OptionDefinition, OptionTable } from '../jopt/option-table.ts'
import { helpWanted, parse, versionWanted } from './parse.ts'

export const helpOption = {
  dash: '-',
  alias: '--help',
  isHelp: true,
  description: 'show this help and end',
} as const satisfies OptionDefinition

/** One of the things that a command with subcommands does; `Outer` are the options of the command itself. */
export function subcommand<const Table extends OptionTable, Outer extends OptionTable = OptionTable>(
  definition: SubcommandDefinition<Table, Outer>,
): Subcommand<Outer> {
  return {
    summary: definition.summary,
    options: definition.options,
    ...(definition.exclusive && { exclusive: definition.exclusive }),
    parse(args) {
      const options = parse(definition, args)
      if (options === helpWanted || options === versionWanted) return undefined
      return (context, outer) => definition.run(context, options, outer)
    },
  }
}
