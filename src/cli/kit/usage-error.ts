/** The command line was wrong: the message goes to stderr, the help after it, and the command ends with 1. */
export class UsageError extends Error {
  override name = 'UsageError'
}
