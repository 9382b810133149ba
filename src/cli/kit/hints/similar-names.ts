import { suggest } from '../argparse/suggest.ts'
import type { Hint } from './hint.ts'

const shown = 3

/** For a name that nothing has: those that look like it; undefined when none does. */
export function similarNames(what: string, name: string, known: Iterable<string>): Hint | undefined {
  const likely = suggest(
    name,
    [...known].map((body) => ({ body })),
  ).slice(0, shown)
  if (likely.length === 0) return undefined
  return { cause: `there is no ${what} ${name}`, hint: `did you mean ${likely.map(({ body }) => body).join(' or ')}` }
}
