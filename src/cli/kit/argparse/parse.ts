import type { ArgparseDefinition } from '../definition.ts'
import { convert } from '../jopt/convert.ts'
import type { OptionDefinition, OptionTable } from '../jopt/option-table.ts'
import { ArgumentError, argumentError } from './argument-error.ts'
import { ArgumentSet } from './argument-set.ts'
import { spelling, spellings } from './names.ts'

/** Help was asked for. */
export const helpWanted = Symbol('help wanted')

type Rules<Table extends OptionTable> = Pick<ArgparseDefinition<Table>, 'options' | 'exclusive'>

/**
 * Reads a command line as argparse4j 0.7 does: names may be abbreviated, `--name=value`, `--` before what is no option.
 * Throws an ArgumentError at the first fault.
 */
export function parse<Table extends OptionTable>(
  rules: Rules<Table>,
  args: readonly string[],
): ArgumentSet<Table> | typeof helpWanted {
  return new Parser(rules, args).run()
}

interface Known {
  readonly name: string
  readonly definition: OptionDefinition
  /** As argparse names it in errors. */
  readonly label: string
}

class Parser<Table extends OptionTable> {
  readonly #rules: Rules<Table>
  readonly #args: readonly string[]
  readonly #found = new ArgumentSet<Table>()
  readonly #given = new Set<string>()
  readonly #known = new Map<string, Known>()
  #next = 0

  constructor(rules: Rules<Table>, args: readonly string[]) {
    this.#rules = rules
    this.#args = args
    for (const [name, definition] of Object.entries(rules.options)) {
      const names = spellings(name, definition)
      for (const spelled of names) this.#known.set(spelled, { name, definition, label: names.join('/') })
    }
  }

  run(): ArgumentSet<Table> | typeof helpWanted {
    while (this.#next < this.#args.length) {
      const argument = this.#args[this.#next] ?? ''
      if (argument === '--' || isPositional(argument)) this.#unrecognized(argument === '--' ? 1 : 0)
      this.#next++
      if (this.#option(argument) === helpWanted) return helpWanted
    }
    this.#checkRequired()
    return this.#found
  }

  /** None of Kafka's tools takes arguments without a name here. */
  #unrecognized(skip: number): void {
    const rest = this.#args.slice(this.#next + skip)
    if (rest.length > 0) throw new ArgumentError(`unrecognized arguments: '${rest.join(' ')}'`)
  }

  #option(argument: string): typeof helpWanted | undefined {
    if (argument === '--') return undefined
    const at = argument.startsWith('--') ? argument.indexOf('=') : -1
    const spelled = at < 0 ? argument : argument.slice(0, at)
    const known = this.#resolve(spelled)
    if (known === undefined) throw new ArgumentError(`unrecognized arguments: '${argument}'`)
    this.#checkExclusive(known)
    this.#given.add(known.name)
    if (known.definition.isHelp) return helpWanted
    this.#found.set(known.name, this.#values(known, at < 0 ? undefined : argument.slice(at + 1)))
    return undefined
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
    const definition = other === undefined ? undefined : options[other]
    if (other === undefined || definition === undefined) return
    throw argumentError(label, `not allowed with argument ${spelling(other, definition)}`)
  }

  /** Of several that are missing argparse4j names the last. */
  #checkRequired(): void {
    const missing = [...this.#known.values()].findLast(
      ({ name, definition }) => definition.required === true && !this.#given.has(name),
    )
    if (missing !== undefined) throw new ArgumentError(`argument ${missing.label} is required`)
    const { exclusive, options } = this.#rules
    if (exclusive === undefined || exclusive.options.some((name) => this.#given.has(name))) return
    const names = exclusive.options.map((name) => spelling(name, options[name] ?? { description: '' }))
    throw new ArgumentError(`one of the arguments ${names.join(' ')} is required`)
  }
}

/** A negative number is an argument: no option looks like one. */
function isPositional(argument: string): boolean {
  return !argument.startsWith('-') || argument === '-' || /^-\d+$|^-\d*\.\d+$/.test(argument)
}

const javaTypes = { string: 'String', integer: 'Integer', long: 'Long', double: 'Double' } as const

function converted(text: string, { type = 'string' }: OptionDefinition, label: string): string | number {
  const value = convert(type, text)
  if (value !== undefined) return value
  throw argumentError(label, `could not convert '${text}' to ${javaTypes[type]} (For input string: "${text}")`)
}
