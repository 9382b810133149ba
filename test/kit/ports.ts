import { randomInt } from 'node:crypto'
import { portIsFree } from '../verbatim/runner/probes.ts'

/** Where Linux takes none of the ports of outgoing connections from. */
const belowEphemeral = { first: 20_000, last: 32_000 } as const

/**
 * The first of so many free ports in a row. Beside a port that the system picked they would not stay free: Linux gives
 * odd ports to who listens and even ones to who connects.
 */
export async function freePortsInARow(count: number): Promise<number> {
  for (;;) {
    const first = randomInt(belowEphemeral.first, belowEphemeral.last - count)
    const free = await Promise.all(Array.from({ length: count }, (_, index) => portIsFree(first + index)))
    if (!free.includes(false)) return first
  }
}
