import type { ArgumentName, ElementOf, OptionTable } from '../jopt/option-table.ts'

/** What was given on the command line; arguments are converted already. Of an option given twice the later counts, unless it is repeatable. */
export class ArgumentSet<Table extends OptionTable> {
  readonly #given = new Map<string, (string | number)[]>()

  /** For the parser. */
  set(name: string, values: (string | number)[]): void {
    this.#given.set(name, values)
  }

  /** For the parser: what the option was given so far. */
  all(name: string): readonly (string | number)[] {
    return this.#given.get(name) ?? []
  }

  has(name: keyof Table & string): boolean {
    return this.#given.has(name)
  }

  value<Name extends ArgumentName<Table>>(name: Name): ElementOf<Table[Name]> | undefined
  value(name: string): string | number | undefined {
    return this.#given.get(name)?.[0]
  }

  values<Name extends ArgumentName<Table>>(name: Name): ElementOf<Table[Name]>[]
  values(name: string): (string | number)[] {
    return this.#given.get(name) ?? []
  }
}
