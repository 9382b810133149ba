import { convert } from './convert.ts'
import { missingArgument, missingOptions, unavailableOptions, unrecognizedOption } from './option-error.ts'
import { OptionSet } from './option-set.ts'
import type { OptionDefinition, OptionTable } from './option-table.ts'

interface ParserOptions {
  /** Any unambiguous beginning of a name will do; most of Kafka's tools switch that off. */
  abbreviations?: boolean
}

/**
 * Reads a command line as jopt-simple 5.0.4 does: `--name value`, `--name=value`, `-name value`, clusters of
 * one-letter options, `--` before what is no option. Throws an OptionError at the first fault.
 */
export function parse<const Table extends OptionTable>(
  table: Table,
  args: readonly string[],
  options: ParserOptions = {},
): OptionSet<Table> {
  const parser = new Parser(table, args, options.abbreviations ?? false)
  parser.run()
  checkRequired(table, parser.detected)
  checkAvailable(table, parser.detected)
  return parser.detected
}

class Parser<Table extends OptionTable> {
  readonly detected: OptionSet<Table>
  readonly #table: Table
  readonly #args: readonly string[]
  readonly #abbreviations: boolean
  #next = 0

  constructor(table: Table, args: readonly string[], abbreviations: boolean) {
    this.detected = new OptionSet(table)
    this.#table = table
    this.#args = args
    this.#abbreviations = abbreviations
  }

  run(): void {
    while (this.#next < this.#args.length) {
      const candidate = this.#args[this.#next++] ?? ''
      if (candidate === '--') this.#takeRest()
      else if (isLong(candidate)) this.#long(candidate.slice(2))
      else if (isShort(candidate)) this.#short(candidate.slice(1))
      else this.detected.rest.push(candidate)
    }
  }

  #takeRest(): void {
    this.detected.rest.push(...this.#args.slice(this.#next))
    this.#next = this.#args.length
  }

  #long(token: string): void {
    const { key, value } = keyAndValue(token)
    const name = this.#resolve(key)
    if (name === undefined) throw unrecognizedOption(key)
    this.#option(name, value)
  }

  #short(token: string): void {
    const { key, value } = keyAndValue(token)
    const name = this.#resolve(key)
    if (name === undefined) this.#cluster(token)
    else this.#option(name, value)
  }

  /** `-abc`: one-letter options, the last of which may be followed at once by its argument. */
  #cluster(token: string): void {
    const letters = [...token]
    const takesRest = letters.findIndex((letter) => this.#definition(letter).argument !== undefined)
    const end = takesRest < 0 ? letters.length : takesRest + 1
    letters.slice(0, end).forEach((letter, index) => {
      const rest = index === takesRest ? letters.slice(end).join('') : ''
      this.#option(this.#resolve(letter) ?? letter, rest === '' ? undefined : rest)
    })
  }

  #definition(key: string): OptionDefinition {
    const name = this.#resolve(key)
    const definition = name === undefined ? undefined : this.#table[name]
    if (definition === undefined) throw unrecognizedOption(key)
    return definition
  }

  #resolve(key: string): string | undefined {
    if (Object.hasOwn(this.#table, key)) return key
    if (!this.#abbreviations || key === '') return undefined
    const matches = Object.keys(this.#table).filter((name) => name.startsWith(key))
    return matches.length === 1 ? matches[0] : undefined
  }

  #option(name: string, attached: string | undefined): void {
    const definition = this.#definition(name)
    if (definition.argument === undefined) this.detected.add(name)
    else if (attached !== undefined) this.#addArguments(name, definition, attached)
    else if (definition.optional) this.#optionalArgument(name, definition)
    else if (this.#next >= this.#args.length) throw missingArgument(name)
    else this.#addArguments(name, definition, this.#args[this.#next++] ?? '')
  }

  #optionalArgument(name: string, definition: OptionDefinition): void {
    const next = this.#args[this.#next]
    if (next !== undefined && mayBeArgument(definition, next)) {
      this.#next++
      this.#addArguments(name, definition, next)
    } else this.detected.add(name)
  }

  #addArguments(name: string, definition: OptionDefinition, text: string): void {
    const parts = definition.separator === undefined ? [text] : text.split(definition.separator).filter(Boolean)
    for (const part of parts.length === 0 ? [text] : parts) this.detected.add(name, part)
  }
}

/** An optional argument is taken unless it looks like an option; a negative number does, but is taken where one is due. */
function mayBeArgument(definition: OptionDefinition, text: string): boolean {
  if (convert(definition.type, text) === undefined) return false
  return !(isLong(text) || isShort(text)) || (definition.type ?? 'string') !== 'string'
}

const isLong = (text: string) => text.startsWith('--') && text !== '--'
const isShort = (text: string) => text.startsWith('-') && text !== '-' && !text.startsWith('--')

function keyAndValue(token: string): { key: string; value: string | undefined } {
  const separator = token.indexOf('=')
  if (separator < 0) return { key: token, value: undefined }
  return { key: token.slice(0, separator), value: token.slice(separator + 1) }
}

function checkRequired(table: OptionTable, detected: OptionSet<OptionTable>): void {
  const anyOf = (names: readonly string[]) => names.some((name) => detected.has(name))
  const demanded = (definition: OptionDefinition) =>
    definition.required === true ||
    (definition.requiredIf !== undefined && anyOf(definition.requiredIf)) ||
    (definition.requiredUnless !== undefined && !anyOf(definition.requiredUnless))
  const missing = Object.keys(table).filter((name) => demandedIn(table, name, demanded) && !detected.has(name))
  if (missing.length > 0 && !helpAsked(table, detected)) throw missingOptions(missing)
}

function demandedIn(table: OptionTable, name: string, demanded: (definition: OptionDefinition) => boolean): boolean {
  const definition = table[name]
  return definition !== undefined && demanded(definition)
}

function checkAvailable(table: OptionTable, detected: OptionSet<OptionTable>): void {
  const anyOf = (names: readonly string[]) => names.some((name) => detected.has(name))
  const forbidden = (definition: OptionDefinition) =>
    (definition.availableIf !== undefined && !anyOf(definition.availableIf)) ||
    (definition.availableUnless !== undefined && anyOf(definition.availableUnless))
  const unavailable = Object.keys(table).filter((name) => demandedIn(table, name, forbidden) && detected.has(name))
  if (unavailable.length > 0 && !helpAsked(table, detected)) throw unavailableOptions(unavailable)
}

function helpAsked(table: OptionTable, detected: OptionSet<OptionTable>): boolean {
  return Object.entries(table).some(([name, definition]) => definition.isHelp === true && detected.has(name))
}
