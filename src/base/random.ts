/** Randomness, handed in wherever it matters, so that a run can be replayed from a seed. */
export interface Random {
  /** A whole number from 0 to `bound` − 1; `bound` at most 2^48 − 1. */
  int(bound: number): number
  /** That many random bytes in a buffer of its own. */
  bytes(count: number): Buffer
}

// Loaded when first asked for: node:crypto takes 4 ms, and most commands need no randomness at all.
const crypto = () => process.getBuiltinModule('node:crypto')

export const systemRandom: Random = {
  int: (bound) => (bound <= 1 ? 0 : crypto().randomInt(bound)),
  bytes: (count) => crypto().randomFillSync(Buffer.allocUnsafeSlow(count)),
}
