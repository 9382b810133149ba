import { ShellError } from './errors.ts'

/** The options of a shell command, by their letter; reconfig has some with a name. */
export interface ShellOptions {
  readonly [letter: string]: ShellOption
}

export interface ShellOption {
  /** Followed by an argument. */
  readonly argument?: true
  /** For the complaint about a missing choice, and for completion. */
  readonly description: string
}

/** What stood on a shell command's line. */
export class ShellLine {
  /** The command's name, then what is no option. */
  readonly args: readonly string[]
  readonly #given: ReadonlyMap<string, string>

  constructor(args: readonly string[], given: ReadonlyMap<string, string>) {
    this.args = args
    this.#given = given
  }

  has(letter: string): boolean {
    return this.#given.has(letter)
  }

  value(letter: string): string | undefined {
    return this.#given.get(letter)
  }

  /** The word at `index`, 1 for the first behind the name; '' when there is none. */
  arg(index: number): string {
    return this.args[index] ?? ''
  }
}

export interface ParseRules {
  readonly options: ShellOptions
  /** No two of the options may stand together. */
  readonly exclusive?: boolean
  /** One of the options has to be there. */
  readonly choiceRequired?: boolean
}

/**
 * Reads options anywhere on the line, several letters behind one dash too, as the PosixParser of commons-cli does.
 * Throws a ShellError with that library's words.
 */
export function parseOptions(words: readonly string[], rules: ParseRules): ShellLine {
  const args: string[] = []
  const given = new Map<string, string>()
  const tokens = words.flatMap((word) => burst(word, rules.options))
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? ''
    if (token === '--') {
      args.push(...tokens.slice(at + 1))
      break
    }
    if (!token.startsWith('-') || token === '-') args.push(token)
    else if (readOption(token, tokens[at + 1], rules, given)) at++
  }
  if (rules.choiceRequired && given.size === 0) throw parseError('MissingOptionException', missingChoice(rules))
  return new ShellLine(args, given)
}

/** `-sw` is `-s -w`, `-v5` is `-v 5`; what can't be read so stays whole and is refused later. */
function burst(word: string, options: ShellOptions): string[] {
  const whole = !word.startsWith('-') || word.startsWith('--') || word.length <= 2
  if (whole || Object.hasOwn(options, word.slice(1))) return [word]
  const tokens: string[] = []
  for (let at = 1; at < word.length; at++) {
    const option = options[word.charAt(at)]
    if (option === undefined) return [...tokens, word]
    tokens.push(`-${word.charAt(at)}`)
    if (option.argument && at + 1 < word.length) return [...tokens, word.slice(at + 1)]
  }
  return tokens
}

/** True when the option took the token behind it. */
function readOption(token: string, next: string | undefined, rules: ParseRules, given: Map<string, string>): boolean {
  const letter = token.slice(1)
  const option = Object.hasOwn(rules.options, letter) ? rules.options[letter] : undefined
  if (option === undefined) throw parseError('UnrecognizedOptionException', `Unrecognized option: ${token}`)
  refuseSecondChoice(letter, rules, given)
  if (!option.argument) {
    given.set(letter, '')
    return false
  }
  const missing = next === undefined || (next.startsWith('-') && Object.hasOwn(rules.options, next.slice(1)))
  if (missing) throw parseError('MissingArgumentException', `Missing argument for option: ${letter}`)
  given.set(letter, next)
  return true
}

function refuseSecondChoice(letter: string, rules: ParseRules, given: ReadonlyMap<string, string>): void {
  const [first] = rules.exclusive ? given.keys() : []
  if (first === undefined || first === letter) return
  throw parseError(
    'AlreadySelectedException',
    `The option '${letter}' was specified but an option from this group has already been selected: '${first}'`,
  )
}

function missingChoice({ options }: ParseRules): string {
  const choices = Object.entries(options).map(([letter, { description }]) => `-${letter} ${description}`)
  return `Missing required option: [${choices.join(', ')}]`
}

function parseError(exception: string, message: string): ShellError {
  return new ShellError(`org.apache.commons.cli.${exception}: ${message}`)
}
