import type { Command } from './definition.ts'
import type { OptionDefinition, OptionTable } from './jopt/option-table.ts'

/** What our commands have beyond Kafka's options. Kafka's parsers never see them. */
export const ownOptions = {
  json: { description: 'Print each result as a JSON object on a line of its own, errors so on stderr.' },
  'json-schema': { description: 'Print the JSON Schema of these lines, and end.' },
  explain: { description: 'Tell on stderr what was sent to whom, and the cause of a failure.' },
} as const satisfies OptionTable

export type OwnOption = keyof typeof ownOptions

export interface SplitArguments {
  readonly own: ReadonlySet<OwnOption>
  readonly rest: readonly string[]
}

/**
 * Parts our options from Kafka's. A word that Kafka's parser takes as an option's argument stays with it, and so does all
 * behind `--`; of a command that reads its words itself only the first and the last ones can be ours, and none behind a
 * word that hands them over to another program. A call for help or
 * for the version is answered as it is without them.
 */
export function splitArguments(command: Command, args: readonly string[]): SplitArguments {
  const own = new Set<OwnOption>()
  if (command.results === undefined || command.passThrough?.includes(args[0] ?? '')) return { own, rest: args }
  const places = command.style === 'plain' ? outerPlaces(args) : optionPlaces(optionsOf(command, args), args)
  const rest = args.filter((word, at) => {
    const option = ownOption(word)
    if (option === undefined || !places.has(at)) return true
    own.add(option)
    return false
  })
  return asksForHelp(command, rest)
    ? { own: new Set(own.has('json-schema') ? ['json-schema'] : []), rest }
    : { own, rest }
}

function asksForHelp({ style, options }: Command, args: readonly string[]): boolean {
  if (args.length === 0) return style !== 'plain'
  const isHelp = ([name, definition]: [string, OptionDefinition], word: string) =>
    definition.isHelp === true && (word === `-${name}` || word === `--${name}` || word === definition.alias)
  return Object.entries(options).some((option) => args.some((word) => isHelp(option, word)))
}

function ownOption(word: string): OwnOption | undefined {
  const name = word.startsWith('--') ? word.slice(2) : ''
  return isOwn(name) ? name : undefined
}

const isOwn = (name: string): name is OwnOption => Object.hasOwn(ownOptions, name)

/** The command's options, and those of the subcommand that is named. */
function optionsOf({ options, subcommands = {} }: Command, args: readonly string[]): OptionTable {
  const named = args.find((word) => Object.hasOwn(subcommands, word))
  return named === undefined ? options : { ...options, ...subcommands[named]?.options }
}

/** Where words stand that are no arguments of the options before them. */
function optionPlaces(options: OptionTable, args: readonly string[]): Set<number> {
  const places = new Set<number>()
  const end = args.indexOf('--')
  for (let at = 0; at < (end < 0 ? args.length : end); at++) {
    places.add(at)
    if (takesNext(options, args[at] ?? '')) at++
  }
  return places
}

function takesNext(options: OptionTable, word: string): boolean {
  if (!word.startsWith('-') || word.includes('=')) return false
  const definition = named(options, word.replace(/^--?/, ''))
  return definition?.argument !== undefined && definition.optional !== true
}

/** Tools that take abbreviations are few, but a shortened name is an option in no other. */
function named(options: OptionTable, name: string): OptionDefinition | undefined {
  if (Object.hasOwn(options, name)) return options[name]
  const matches = Object.keys(options).filter((known) => known.startsWith(name))
  return matches.length === 1 ? options[matches[0] ?? ''] : undefined
}

function outerPlaces(args: readonly string[]): Set<number> {
  const places = new Set<number>()
  for (let at = 0; at < args.length && ownOption(args[at] ?? '') !== undefined; at++) places.add(at)
  for (let at = args.length - 1; at >= 0 && ownOption(args[at] ?? '') !== undefined; at--) places.add(at)
  return places
}
