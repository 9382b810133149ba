import type { Taken } from '../taken.ts'

/**
 * One row of a command's option table. Parsing, help, man page and completion all come from it.
 * An option without `argument` is a flag.
 */
export interface OptionDefinition {
  /** What the argument is called in help, as Kafka's help calls it; '' where Kafka names only its type. */
  readonly argument?: string
  /** The argument may be left out (jopt-simple's `withOptionalArg`). */
  readonly optional?: true
  /** Java's type of the argument; a string when not given. All integer types come out as a number, a boolean as `true` or `false`. */
  readonly type?: 'string' | 'boolean' | 'short' | 'integer' | 'long' | 'double'
  readonly default?: string | number
  /** What the argument stands for: for completion and profiles. */
  readonly takes?: Taken
  /** The only values possible; of jopt-simple's options in capitals, and any case will do on the command line. */
  readonly choices?: readonly string[]
  /** How help shows the choices, where it is not `[A,B]`. */
  readonly choicesShown?: string
  /** One argument may hold several values, parted by this character. */
  readonly separator?: string
  /** The parser itself insists on it (`Missing required option(s) [x]`), in contrast to a later check of the command. */
  readonly required?: true
  readonly requiredUnless?: readonly string[]
  readonly requiredIf?: readonly string[]
  /** Allowed only beside one of these options. */
  readonly availableIf?: readonly string[]
  readonly availableUnless?: readonly string[]
  /** Given, it lifts the demands of required options (jopt-simple's `forHelp`). */
  readonly isHelp?: true
  /** Given, the version is printed, and nothing else done (argparse4j's version action). */
  readonly isVersion?: true
  readonly deprecated?: true
  /** Written with one dash, of the scripts' own options that are so. */
  readonly dash?: '-'
  /** A second name, with its dashes. */
  readonly alias?: string
  /** Takes all arguments up to the next option (argparse4j's `nargs("+")`). */
  readonly many?: true
  /** Given several times, all arguments count (argparse4j's `append`); in jopt-simple that is the command's own business. */
  readonly repeatable?: true
  /** Our own words; a line end in it begins a new line in help. */
  readonly description: string | (() => string)
}

/** Options by name, without dashes. */
export type OptionTable = { readonly [name: string]: OptionDefinition }

/** The names in `Table` of options that take an argument. */
export type ArgumentName<Table extends OptionTable> = {
  [Name in keyof Table]: Table[Name] extends { argument: string } ? Name : never
}[keyof Table] &
  string

type BaseValue<Definition> = Definition extends { type: 'short' | 'integer' | 'long' | 'double' } ? number : string

/** The type of one value of an option. */
export type ElementOf<Definition extends OptionDefinition> = BaseValue<Definition>

/** The type of an option's only value: undefined is possible where no default is. */
export type ValueOf<Definition extends OptionDefinition> = Definition extends { default: string | number }
  ? BaseValue<Definition>
  : BaseValue<Definition> | undefined

/** The two options that every one of Kafka's jopt-simple tools has. */
export const helpAndVersion = {
  help: { isHelp: true, description: 'Show this help and end.' },
  version: { isHelp: true, description: 'Show the version of Kafka that this tool behaves as, and end.' },
} as const satisfies OptionTable

export function descriptionOf(definition: OptionDefinition): string {
  const { description } = definition
  return typeof description === 'string' ? description : description()
}
