import type { ArgparseRules } from '../definition.ts'
import { convert, javaTypes } from '../jopt/convert.ts'
import type { OptionDefinition, OptionTable } from '../jopt/option-table.ts'
import { ArgumentError, argumentError } from './argument-error.ts'
import { ArgumentSet } from './argument-set.ts'
import { spellings } from './names.ts'

/** Help was asked for. */
export const helpWanted = Symbol('help wanted')
/** The version was asked for. */
export const versionWanted = Symbol('version wanted')

export type Wanted = typeof helpWanted | typeof versionWanted

/** A command line up to the word that says what to do. */
export interface Opening<Table extends OptionTable> {
  readonly options: ArgumentSet<Table>
  readonly word: string | undefined
  /** What stands behind the word. */
  readonly rest: readonly string[]
  /** To be called once the rest is read: argparse4j looks for faults there first. Throws an ArgumentError. */
  checkRequired(): void
}

/**
 * Reads a command line as argparse4j 0.7 does: names may be abbreviated, `--name=value`, `--` before what is no option.
 * Throws an ArgumentError at the first fault.
 */
export function parse<Table extends OptionTable>(
  rules: ArgparseRules<Table>,
  args: readonly string[],
): ArgumentSet<Table> | Wanted {
  return new Parser(rules, args).run()
}

/** Reads the options that stand before a subcommand. Throws an ArgumentError at the first fault. */
export function parseOpening<Table extends OptionTable>(
  rules: ArgparseRules<Table>,
  args: readonly string[],
): Opening<Table> | Wanted {
  return new Parser(rules, args).open()
}

interface Known {
  readonly name: string
  readonly definition: OptionDefinition
  /** As argparse names it in errors. */
  readonly label: string
}

class Parser<Table extends OptionTable> {
  readonly #rules: ArgparseRules<Table>
  readonly #args: readonly string[]
  readonly #found = new ArgumentSet<Table>()
  readonly #given = new Set<string>()
  readonly #known = new Map<string, Known>()
  #next = 0

  constructor(rules: ArgparseRules<Table>, args: readonly string[]) {
    this.#rules = rules
    this.#args = args
    for (const [name, definition] of Object.entries(rules.options)) {
      const known = { name, definition, label: labelOf(name, definition) }
      for (const spelled of spellings(name, definition)) this.#known.set(spelled, known)
    }
  }

  run(): ArgumentSet<Table> | Wanted {
    const wanted = this.#options()
    if (wanted !== undefined) return wanted
    const isSeparated = this.#args[this.#next] === '--'
    // None of Kafka's tools takes arguments without a name here.
    const rest = this.#args.slice(this.#next + (isSeparated ? 1 : 0))
    if (rest.length > 0) throw new ArgumentError(`unrecognized arguments: '${rest.join(' ')}'`)
    this.#checkRequired()
    return this.#found
  }

  open(): Opening<Table> | Wanted {
    const wanted = this.#options()
    if (wanted !== undefined) return wanted
    const [word, ...rest] = this.#args.slice(this.#next).filter((argument, index) => index > 0 || argument !== '--')
    return { options: this.#found, word, rest, checkRequired: () => this.#checkRequired() }
  }

  /** Reads options up to what is none. */
  #options(): Wanted | undefined {
    while (this.#next < this.#args.length) {
      const argument = this.#args[this.#next] ?? ''
      if (argument === '--' || isPositional(argument)) return undefined
      this.#next++
      const wanted = this.#option(argument)
      if (wanted !== undefined) return wanted
    }
    return undefined
  }

  #option(argument: string): Wanted | undefined {
    const { spelled, attached } = this.#split(argument)
    const known = this.#resolve(spelled)
    if (known === undefined) throw new ArgumentError(`unrecognized arguments: '${argument}'`, argument)
    this.#checkExclusive(known)
    this.#given.add(known.name)
    if (known.definition.isHelp) return helpWanted
    if (known.definition.isVersion) return versionWanted
    const earlier = known.definition.repeatable ? this.#found.all(known.name) : []
    this.#found.set(known.name, [...earlier, ...this.#values(known, attached)])
    return undefined
  }

  /** `--name=value` and `-nvalue`. */
  #split(argument: string): { spelled: string; attached: string | undefined } {
    if (argument.startsWith('--')) {
      const at = argument.indexOf('=')
      if (at >= 0) return { spelled: argument.slice(0, at), attached: argument.slice(at + 1) }
    } else if (argument.length > 2 && !this.#known.has(argument)) {
      return { spelled: argument.slice(0, 2), attached: argument.slice(2) }
    }
    return { spelled: argument, attached: undefined }
  }

  #resolve(spelled: string): Known | undefined {
    const exact = this.#known.get(spelled)
    if (exact !== undefined || !spelled.startsWith('--')) return exact
    const matches = [...this.#known.keys()].filter((name) => name.startsWith(spelled)).sort()
    if (matches.length > 1) {
      throw new ArgumentError(`ambiguous option: ${spelled} could match ${matches.join(', ')}`)
    }
    return this.#known.get(matches[0] ?? '')
  }

  #values({ definition, label }: Known, attached: string | undefined): (string | number)[] {
    if (definition.argument === undefined) {
      if (attached === undefined) return []
      throw argumentError(label, `ignore implicit argument '${attached}'`)
    }
    const texts = attached === undefined ? this.#takeArguments(definition) : [attached]
    if (texts.length === 0) {
      throw argumentError(label, `expected ${definition.many ? '1 argument(s)' : 'one argument'}`)
    }
    return texts.map((text) => converted(text, definition, label))
  }

  #takeArguments({ many }: OptionDefinition): string[] {
    const first = this.#next
    const isNext = () => this.#next < this.#args.length && isPositional(this.#args[this.#next] ?? '')
    while (isNext() && (many || this.#next === first)) this.#next++
    return this.#args.slice(first, this.#next)
  }

  #checkExclusive({ name, label }: Known): void {
    const { exclusive, options } = this.#rules
    if (!exclusive?.options.includes(name)) return
    const other = exclusive.options.find((one) => one !== name && this.#given.has(one))
    if (other !== undefined) throw argumentError(label, `not allowed with argument ${labelOf(other, options[other])}`)
  }

  /** Of several that are missing argparse4j names the last. */
  #checkRequired(): void {
    const missing = [...this.#known.values()].findLast(
      ({ name, definition }) => definition.required === true && !this.#given.has(name),
    )
    if (missing !== undefined) throw new ArgumentError(`argument ${missing.label} is required`)
    const { exclusive, options } = this.#rules
    if (exclusive === undefined || exclusive.options.some((name) => this.#given.has(name))) return
    const names = exclusive.options.map((name) => labelOf(name, options[name]))
    throw new ArgumentError(`one of the arguments ${names.join(' ')} is required`)
  }
}

const labelOf = (name: string, definition: OptionDefinition | undefined) =>
  spellings(name, definition ?? { description: '' }).join('/')

/** A negative number is an argument: no option looks like one. */
function isPositional(argument: string): boolean {
  return !argument.startsWith('-') || argument === '-' || /^-\d+$|^-\d*\.\d+$/.test(argument)
}

function converted(text: string, { type = 'string', choices }: OptionDefinition, label: string): string | number {
  const value = convert(type, text)
  if (value !== undefined && choices?.includes(text) === false) {
    throw argumentError(label, `invalid choice: '${text}' (choose from {${choices.join(',')}})`)
  }
  if (value !== undefined) return value
  const isOutOfRange = type === 'short' && convert('integer', text) !== undefined
  const reason = isOutOfRange ? `Value out of range. Value:"${text}" Radix:10` : `For input string: "${text}"`
  throw argumentError(label, `could not convert '${text}' to ${javaTypes[type]} (${reason})`)
}
