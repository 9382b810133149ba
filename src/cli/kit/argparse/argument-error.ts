/** The command line is wrong: usage and message go to stderr, and the command ends with 1. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}

export const argumentError = (option: string, what: string) => new ArgumentError(`argument ${option}: ${what}`)
