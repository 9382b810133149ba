import type { Traffic } from './traffic.ts'

export interface Hint {
  /** What lies behind the failure, in a sentence without its full stop. */
  readonly cause: string
  /** What can be done about it, likewise. */
  readonly hint: string
}

/** Cause and hint of a failure, as far as it and what was met on the network tell. */
export async function hintOn(_error: unknown, _traffic: Traffic): Promise<Hint | undefined> {
  return undefined
}
