import type { Command, SubcommandDescription } from './definition.ts'
import { descriptionOf, type OptionDefinition, type OptionTable } from './jopt/option-table.ts'
import { ownOptions } from './own-options.ts'
import { profileOption, takesAddress } from './profile-option.ts'
import type { Taken } from './taken.ts'

/** An option as completion and tests want it. */
export interface OptionListing {
  readonly name: string
  /** As it can be written, with dashes. */
  readonly spellings: readonly string[]
  readonly argument: 'none' | 'required' | 'optional'
  readonly placeholder?: string
  /** Takes all words up to the next option. */
  readonly many?: true
  readonly takes?: Taken
  readonly default?: string | number
  readonly required: boolean
  readonly deprecated: boolean
  readonly description: string
}

/** A command, or one of its subcommands. */
export interface CommandListing {
  readonly name: string
  readonly summary: string
  readonly options: readonly OptionListing[]
  readonly positional: readonly Taken[]
  readonly subcommands: readonly CommandListing[]
}

/** A command's tables as plain data. */
export function describeCommand(command: Command): CommandListing {
  const { style, results, subcommands = {} } = command
  const shared = results === undefined || style === 'commander' ? {} : { results }
  const listing = (name: string, description: SubcommandDescription, style: Command['style']): CommandListing => ({
    name,
    summary: description.summary,
    options: [...listTable(description.options, style), ...listTable(beyond(description), 'argparse')],
    positional: description.positional ?? [],
    subcommands: [],
  })
  return {
    ...listing(command.name, command, command.style),
    subcommands: Object.entries(subcommands).map(([word, subcommand]) =>
      listing(word, { ...shared, ...subcommand }, 'argparse'),
    ),
  }
}

/** What is ours: a profile only where there is an address to be supplied. */
function beyond(description: SubcommandDescription): OptionTable {
  const own = description.results === undefined ? {} : ownOptions
  return takesAddress(description) ? { ...own, ...profileOption } : own
}

/** A command's table in a form that a machine can read. */
export function listOptions({ options, style }: Command): OptionListing[] {
  return listTable(options, style)
}

function listTable(table: OptionTable, style: Command['style']): OptionListing[] {
  return Object.entries(table)
    .map(([name, definition]) => listing(name, definition, style))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** jopt-simple takes any case; what tutorials write is small. */
const lowerCase = (choice: string) => choice.toLowerCase()

function listing(name: string, definition: OptionDefinition, style: Command['style']): OptionListing {
  const { argument, optional, many, default: fallback, required = false, deprecated = false, alias } = definition
  const dash = definition.dash ?? (style === 'jopt' && name.length === 1 ? '-' : '--')
  const takes = definition.takes ?? (style === 'jopt' ? definition.choices?.map(lowerCase) : definition.choices)
  return {
    name,
    spellings: [`${dash}${name}`, ...(alias === undefined ? [] : [alias])],
    argument: argument === undefined ? 'none' : optional ? 'optional' : 'required',
    ...(argument === undefined ? {} : { placeholder: argument }),
    ...(many && { many }),
    ...(takes && { takes }),
    ...(fallback === undefined ? {} : { default: fallback }),
    required,
    deprecated,
    description: descriptionOf(definition),
  }
}
