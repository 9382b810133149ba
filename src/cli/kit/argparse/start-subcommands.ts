import type { CommandContext } from '../command-context.ts'
import type { Subcommand, SubcommandsDefinition } from '../definition.ts'
import type { OptionTable } from '../jopt/option-table.ts'
import { ArgumentError } from './argument-error.ts'
import { formatHelp, type Page } from './help.ts'
import { helpWanted, parseOpening, versionWanted } from './parse.ts'
import { printFault } from './print-fault.ts'
import { printVersion } from './print-version.ts'

/** Reads the command's own options, finds the subcommand, parses its options, answers help, runs. */
export async function startSubcommands<Table extends OptionTable>(
  definition: SubcommandsDefinition<Table>,
  context: CommandContext,
): Promise<number> {
  let page: Page = definition
  try {
    const opening = parseOpening(definition, context.args)
    if (opening === helpWanted) return showHelp(page, context)
    if (opening === versionWanted) return printVersion(context)
    const { word, rest, options } = opening
    const name = resolve(Object.keys(definition.subcommands), word)
    const chosen = find(definition, name)
    page = { ...chosen, program: definition.program, word: { text: name, outer: definition } }
    const run = chosen.parse(rest)
    if (run === undefined) return showHelp(page, context)
    page = definition
    opening.checkRequired()
    return await run(context, options)
  } catch (error) {
    if (error instanceof ArgumentError) return printFault(page, error, context)
    throw error
  }
}

function showHelp(page: Page, context: CommandContext): number {
  context.stdout.write(formatHelp(page))
  return 1
}

/** The subcommand's name, which may be cut short. */
function resolve(names: readonly string[], word: string | undefined): string {
  if (word === undefined) throw new ArgumentError('too few arguments')
  if (names.includes(word)) return word
  const matches = names.filter((name) => name.startsWith(word)).sort()
  if (matches.length > 1) throw new ArgumentError(`ambiguous command: ${word} could match ${matches.join(', ')}`)
  return matches[0] ?? word
}

function find<Table extends OptionTable>(
  { subcommands }: SubcommandsDefinition<Table>,
  word: string,
): Subcommand<Table> {
  const chosen = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined
  if (chosen !== undefined) return chosen
  const known = Object.keys(subcommands).map((name) => `'${name}'`)
  throw new ArgumentError(`invalid choice: '${word}' (choose from ${known.join(', ')})`, word)
}
