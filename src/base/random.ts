/** Randomness, handed in wherever it matters, so that a run can be replayed from a seed. */
export interface Random {
  /** A whole number from 0 to `bound` − 1, for a choice that nobody gains by guessing; `bound` at most 2^48 − 1, 0 gives 0. */
  int(bound: number): number
  /** That many bytes that can't be guessed, in a buffer of their own. */
  bytes(count: number): Buffer
}

// Loaded when first asked for: node:crypto takes 4 ms, and few commands need its randomness.
const crypto = () => process.getBuiltinModule('node:crypto')

export const systemRandom: Random = {
  int: (bound) => Math.floor(Math.random() * bound),
  bytes: (count) => crypto().randomFillSync(Buffer.allocUnsafeSlow(count)),
}

/** So many letters from A to Z, of which Kafka's load tools make messages. */
export function randomLetters(random: Random, count: number): Buffer {
  const letters = Buffer.allocUnsafeSlow(count)
  for (let at = 0; at < count; at++) letters[at] = 65 + random.int(26)
  return letters
}
