import type { Random } from '../base/random.ts'

/** Milliseconds before the try that follows `failures` failed ones: doubling from `initial` to `max`, off by up to a fifth (KIP-580). */
export function backoff(random: Random, initial: number, max: number, failures: number): number {
  if (initial === 0) return 0
  const term = Math.min(initial * 2 ** Math.min(failures, 30), Math.max(max, initial))
  return Math.min(term * (0.8 + random.int(401) / 1000), Math.max(max, initial))
}
