import { expect, it } from 'vitest'
import { run } from './scenario.ts'

const chosen = process.env.KAFKABOX_SEED

/** A test for each of these seeds, or for that one that the environment names. */
export function testSeeds(seeds: readonly number[]): void {
  const wanted = chosen === undefined ? seeds : seeds.filter((_, index) => index === 0).map(() => Number(chosen))
  it.each(wanted)('keeps its promises with seed %d', async (seed) => {
    const { violations } = await run(seed)
    const replay = `replay: npm run sim -- --seed ${seed} --trace`
    expect(violations.map(({ kind, text }) => `${kind}: ${text} (${replay})`)).toEqual([])
  })
}
