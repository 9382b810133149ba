import { choose, conversionFault, convert } from './convert.ts'
import { multipleArguments, unparsableArgument } from './option-error.ts'
import type { ArgumentName, ElementOf, OptionTable, ValueOf } from './option-table.ts'

/**
 * What was given on the command line. Arguments are converted when they are asked for, as in jopt-simple,
 * so a bad one shows at the same point as in Kafka's tool.
 */
export class OptionSet<Table extends OptionTable> {
  /** Arguments that belong to no option. */
  readonly rest: string[] = []
  /** Names of the options in the order in which they were met, each as often as it was. */
  readonly met: string[] = []
  readonly #table: Table
  readonly #given = new Map<string, string[]>()

  constructor(table: Table) {
    this.#table = table
  }

  /** For the parser: the option was met, with this argument if one. */
  add(name: string, argument?: string): void {
    this.met.push(name)
    const list = this.#given.get(name) ?? []
    if (argument !== undefined) list.push(argument)
    this.#given.set(name, list)
  }

  has(name: keyof Table & string): boolean {
    return this.#given.has(name)
  }

  /** Given together with an argument. */
  hasArgument(name: keyof Table & string): boolean {
    return (this.#given.get(name)?.length ?? 0) > 0
  }

  /** The only value, or the default. Throws an OptionError when it was given several times or can't be converted. */
  value<Name extends ArgumentName<Table>>(name: Name): ValueOf<Table[Name]>
  value(name: string): string | number | undefined {
    const values = this.#convertAll(name)
    if (values.length > 1) throw multipleArguments(name)
    return values[0]
  }

  /** All values in the order given, or the default. Throws an OptionError when one can't be converted. */
  values<Name extends ArgumentName<Table>>(name: Name): ElementOf<Table[Name]>[]
  values(name: string): (string | number)[] {
    return this.#convertAll(name)
  }

  #convertAll(name: string): (string | number)[] {
    const given = this.#given.get(name)
    const definition = this.#table[name]
    if (given === undefined || given.length === 0) return definition?.default === undefined ? [] : [definition.default]
    return given.map((text) => {
      const value =
        definition?.choices === undefined ? convert(definition?.type, text) : choose(definition.choices, text)
      if (value === undefined) throw unparsableArgument(text, name, conversionFault(definition?.type, text))
      return value
    })
  }
}
