/** The command line is wrong: usage and message go to stderr, and the command ends with 1. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
  /** The option or subcommand that nobody knows, where that is what is wrong. */
  readonly unknown: string | undefined

  constructor(message: string, unknown?: string) {
    super(message)
    this.unknown = unknown
  }
}

export const argumentError = (option: string, what: string) => new ArgumentError(`argument ${option}: ${what}`)
