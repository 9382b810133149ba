import type { Subcommand, SubcommandDefinition } from '../definition.ts'
import type { OptionDefinition, OptionTable } from '../jopt/option-table.ts'
import { helpWanted, parse } from './parse.ts'

export const helpOption = {
  dash: '-',
  alias: '--help',
  isHelp: true,
  description: 'show this help and end',
} as const satisfies OptionDefinition

/** One of the things that a command with subcommands does. */
export function subcommand<const Table extends OptionTable>(definition: SubcommandDefinition<Table>): Subcommand {
  return {
    summary: definition.summary,
    options: definition.options,
    ...(definition.exclusive && { exclusive: definition.exclusive }),
    parse(args) {
      const options = parse(definition, args)
      return options === helpWanted ? undefined : (context) => definition.run(context, options)
    },
  }
}
