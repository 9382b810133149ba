import type { Command, JoptDefinition, PlainDefinition } from './definition.ts'
import type { OptionTable } from './jopt/option-table.ts'

export type { CommandContext } from './command-context.ts'
export type { Command } from './definition.ts'

/** A command's one description: its options, and what it does. Each file of `commands/` has one as its default export. */
export function defineCommand<const Table extends OptionTable>(
  definition: JoptDefinition<Table> | PlainDefinition,
): Command {
  if (definition.style === 'plain') return { ...definition, start: (context) => definition.run(context) }
  return {
    ...definition,
    start: async (context) => {
      const { startJopt } = await import('./jopt/start.ts')
      return startJopt(definition, context)
    },
  }
}
