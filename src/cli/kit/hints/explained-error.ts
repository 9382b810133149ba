import type { Hint } from './hint.ts'

/** A failure that knows what lies behind it, where the words that are told of it are Kafka's and don't say so. */
export class ExplainedError extends Error {
  readonly hint: Hint

  constructor(message: string, hint: Hint, cause: unknown) {
    super(message, { cause })
    this.name = 'ExplainedError'
    this.hint = hint
  }
}
