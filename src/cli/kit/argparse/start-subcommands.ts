import type { CommandContext } from '../command-context.ts'
import type { SubcommandsDefinition } from '../definition.ts'
import { ArgumentError } from './argument-error.ts'
import { formatHelp, type Page } from './help.ts'
import { printFault } from './print-fault.ts'

/** Finds the subcommand, parses its options, answers help, runs. */
export async function startSubcommands(definition: SubcommandsDefinition, context: CommandContext): Promise<number> {
  const { program, subcommands } = definition
  let page: Page = definition
  try {
    const [word, ...args] = context.args
    if (word !== undefined && isHelp(word)) return showHelp(page, context)
    const chosen = subcommands[checkWord(definition, word)]
    if (word === undefined || chosen === undefined) throw new ArgumentError('too few arguments')
    page = { ...chosen, program, word }
    const run = chosen.parse(args)
    return run === undefined ? showHelp(page, context) : await run(context)
  } catch (error) {
    if (error instanceof ArgumentError) return printFault(page, error, context)
    throw error
  }
}

const isHelp = (word: string) => word === '-h' || (word.length > 2 && '--help'.startsWith(word))

function showHelp(page: Page, context: CommandContext): number {
  context.stdout.write(formatHelp(page))
  return 1
}

function checkWord({ subcommands }: SubcommandsDefinition, word: string | undefined): string {
  if (word === undefined) throw new ArgumentError('too few arguments')
  if (word.startsWith('-')) throw new ArgumentError(`unrecognized arguments: '${word}'`)
  if (Object.hasOwn(subcommands, word)) return word
  const known = Object.keys(subcommands).map((name) => `'${name}'`)
  throw new ArgumentError(`invalid choice: '${word}' (choose from ${known.join(', ')})`)
}
