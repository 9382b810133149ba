/** What helps with a failure; parts of one sentence, without its full stop. */
export interface Hint {
  /** What lies behind it. */
  readonly cause: string
  /** What can be done about it. */
  readonly hint: string
}
