import { expect, it } from 'vitest'
import type { Outcome, Run } from './command.ts'
import type { Plant } from './plant.ts'

const chosen = process.env.KAFKABOX_SEED

/**
 * A test for each of these seeds, or for that one that the environment names.
 * @param script the npm script that plays a seed again
 */
export function testSeeds<O extends Outcome>(run: Run<O>, script: string, seeds: readonly number[]): void {
  const wanted = chosen === undefined ? seeds : seeds.filter((_, index) => index === 0).map(() => Number(chosen))
  it.each(wanted)('keeps its promises with seed %d', async (seed) => {
    const { violations } = await run(seed)
    const replay = `replay: npm run ${script} -- --seed ${seed} --trace`
    expect(violations.map(({ kind, text }) => `${kind}: ${text} (${replay})`)).toEqual([])
  })
}

/** 2, 4, 6, … or 1, 3, 5, …: a hundred of them. */
export function hundredSeeds(from: 1 | 2): number[] {
  return Array.from({ length: 100 }, (_, index) => 2 * index + from)
}

/** The test of the test: a judge that never finds anything is none. So many seeds at most until a bug has shown itself. */
export function testPlanted<O extends Outcome>(
  run: Run<O>,
  planted: Readonly<Record<string, Plant>>,
  bound = 40,
): void {
  it.each(Object.keys(planted))(
    'finds %s',
    async (name) => {
      const remove = planted[name]?.()
      try {
        for (let seed = 1; seed <= bound; seed++) {
          const { violations } = await run(seed)
          if (violations.length > 0) return
        }
      } finally {
        remove?.()
      }
      expect.fail(`${bound} seeds passed with ${name}`)
    },
    240_000,
  )
}

/** The same seed comes to the same end, whether someone listens or not, and with a bug to the same failure. */
export function testReplay<O extends Outcome>(run: Run<O>, plant: Plant | undefined): void {
  it('does the same again with the same seed, whether someone listens or not', async () => {
    const first = await run(3)
    const lines: string[] = []
    const again = await run(3, { write: (line) => lines.push(line) })
    expect(again).toEqual(first)
    expect(lines.length).toBeGreaterThan(500)
    expect((await run(4)).hash).not.toBe(first.hash)
  }, 240_000)

  it('comes to the same failure with the same seed', async () => {
    const remove = plant?.()
    try {
      let seed = 1
      let failed = await run(seed)
      while (failed.violations.length === 0) failed = await run(++seed)
      expect(await run(seed)).toEqual(failed)
    } finally {
      remove?.()
    }
  }, 240_000)
}
