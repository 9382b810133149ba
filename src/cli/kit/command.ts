import type {
  ArgparseDefinition,
  Command,
  CommanderDefinition,
  JoptDefinition,
  PlainDefinition,
  SubcommandsDefinition,
} from './definition.ts'
import type { OptionTable } from './jopt/option-table.ts'

export type { CommandContext } from './command-context.ts'
export type { Command } from './definition.ts'

/** A command's one description: its options, and what it does. Each file of `commands/` has one as its default export. */
export function defineCommand<const Table extends OptionTable>(
  definition:
    | JoptDefinition<Table>
    | ArgparseDefinition<Table>
    | SubcommandsDefinition<Table>
    | CommanderDefinition
    | PlainDefinition,
): Command {
  if (definition.style === 'plain' || definition.style === 'commander') {
    return { ...definition, start: (context) => definition.run(context) }
  }
  if (definition.style === 'subcommands') {
    return {
      ...definition,
      start: async (context) => (await import('./argparse/start-subcommands.ts')).startSubcommands(definition, context),
    }
  }
  if (definition.style === 'argparse') {
    return {
      ...definition,
      start: async (context) => (await import('./argparse/start.ts')).startArgparse(definition, context),
    }
  }
  return {
    ...definition,
    start: async (context) => {
      const { startJopt } = await import('./jopt/start.ts')
      return startJopt(definition, context)
    },
  }
}
