import type { CommandListing, OptionListing } from '../kit/describe.ts'
import type { Taken, TakenKind } from '../kit/taken.ts'

/** Where the cursor stands in a command line. */
export interface Place {
  /** The command, or its subcommand, whose word is being typed. */
  readonly scope: CommandListing
  readonly given: readonly Given[]
  /** What the word can be. */
  readonly wanted: readonly Wanted[]
  /** The beginning of the word that stays as it is: `--topic=`. */
  readonly prefix: string
  /** The rest of it. */
  readonly text: string
}

export type Wanted = 'options' | 'subcommands' | { readonly takes: Taken }

/** An argument that was given before, or an option's default. */
export interface Given {
  /** Undefined for one that belongs to no option. */
  readonly option: string | undefined
  readonly takes: Taken | undefined
  readonly value: string
  readonly isDefault?: true
}

/** The last value given for this. */
export function lastValue(given: readonly Given[], kind: TakenKind): string | undefined {
  return given.findLast(({ takes }) => takes === kind)?.value
}

/** Reads the words behind the command's name; the last one is being typed. */
export function findPlace(command: CommandListing, words: readonly string[]): Place {
  const walk = new Walk(command)
  for (const word of words.slice(0, -1)) walk.pass(word)
  return walk.stand(words.at(-1) ?? '')
}

class Walk {
  #scope: CommandListing
  readonly #given: Given[] = []
  /** The option whose argument comes next. */
  #open: OptionListing | undefined
  #positionals = 0

  constructor(command: CommandListing) {
    this.#scope = command
    for (const { name, takes, default: value } of command.options) {
      if (value !== undefined) this.#given.push({ option: name, takes, value: String(value), isDefault: true })
    }
  }

  pass(word: string): void {
    const open = this.#open
    if (open !== undefined && !(word.startsWith('-') && (open.many || open.argument === 'optional'))) {
      this.#given.push({ option: open.name, takes: open.takes, value: word })
      if (!open.many) this.#open = undefined
    } else if (word.startsWith('-')) this.#passOption(word)
    else this.#passPositional(word)
  }

  stand(word: string): Place {
    const place = { scope: this.#scope, given: this.#given, prefix: '', text: word }
    const open = this.#open
    if (open !== undefined && (open.argument === 'required' || !word.startsWith('-'))) {
      const more = open.many || open.argument === 'optional' ? (['options'] as const) : []
      return { ...place, wanted: [...valuesOf(open), ...more] }
    }
    const equals = word.startsWith('-') ? word.indexOf('=') : -1
    if (equals >= 0) {
      const wanted = valuesOf(this.#option(word.slice(0, equals)))
      return { ...place, wanted, prefix: word.slice(0, equals + 1), text: word.slice(equals + 1) }
    }
    return { ...place, wanted: word.startsWith('-') ? ['options'] : this.#nextPositional() }
  }

  #passOption(word: string): void {
    const [name = '', value] = word.split(/=(.*)/s)
    const option = this.#option(name)
    this.#open = undefined
    if (option === undefined || option.argument === 'none') return
    if (value === undefined) this.#open = option
    else this.#given.push({ option: option.name, takes: option.takes, value })
  }

  #passPositional(word: string): void {
    const subcommand = this.#scope.subcommands.find(({ name }) => name === word)
    if (subcommand !== undefined) this.#scope = subcommand
    else {
      this.#given.push({ option: undefined, takes: this.#positional(), value: word })
      this.#positionals++
    }
  }

  #nextPositional(): Wanted[] {
    if (this.#scope.subcommands.length > 0 && this.#positionals === 0) return ['subcommands']
    const takes = this.#positional()
    return takes === undefined ? ['options'] : [{ takes }]
  }

  #positional(): Taken | undefined {
    const { positional } = this.#scope
    return positional[this.#positionals] ?? positional.at(-1)
  }

  #option(spelling: string): OptionListing | undefined {
    return this.#scope.options.find(({ spellings }) => spellings.includes(asListed(spelling, spellings)))
  }
}

/** jopt-simple takes one dash for two. */
function asListed(spelling: string, spellings: readonly string[]): string {
  return spellings.includes(spelling) ? spelling : `-${spelling}`
}

function valuesOf(option: OptionListing | undefined): Wanted[] {
  return option?.takes === undefined ? [] : [{ takes: option.takes }]
}
