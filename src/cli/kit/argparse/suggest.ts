/** What one change from a word to another costs; to leave letters out is cheap, for words are often cut short. */
const costs = { swapped: 0, other: 2, added: 1, removed: 4 } as const
const tooFar = 7

/** Those of the words that are most like the one given, as argparse4j proposes them; none when none is near. */
export function suggest<T extends { readonly body: string }>(word: string, known: readonly T[]): T[] {
  const rated = known.map((one) => ({ one, cost: one.body.startsWith(word) ? 0 : distance(word, one.body) }))
  const least = Math.min(...rated.map(({ cost }) => cost))
  if (!(least < tooFar)) return []
  return rated.filter(({ cost }) => cost === least).map(({ one }) => one)
}

/** Damerau's and Levenshtein's, weighted. */
function distance(from: string, to: string): number {
  let [before, last]: [number[], number[]] = [[], [...to, ''].map((_, index) => index * costs.added)]
  for (let i = 0; i < from.length; i++) {
    // Letters left out at the beginning are cheaper than elsewhere: a slip of argparse4j's.
    const row = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const isSwap = i > 0 && j > 0 && from[i - 1] === to[j] && from[i] === to[j - 1] && from[i - 1] !== to[j - 1]
      row[j + 1] = Math.min(
        at(last, j) + (from[i] === to[j] ? 0 : costs.other),
        isSwap ? at(before, j - 1) + costs.swapped : Number.POSITIVE_INFINITY,
        at(last, j + 1) + costs.removed,
        at(row, j) + costs.added,
      )
    }
    ;[before, last] = [last, row]
  }
  return at(last, to.length)
}

const at = (row: readonly number[], index: number) => row[index] ?? 0
