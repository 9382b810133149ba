import { expect, it } from 'vitest'
import { plantedBugs } from './planted/planted.ts'
import { run } from './scenario.ts'

/** So many seeds at most until a bug has to have shown itself. */
const bound = 40

/** The test of the test: a judge that never finds anything is none. */
it.each(Object.keys(plantedBugs))(
  'finds %s',
  async (name) => {
    const remove = plantedBugs[name]?.()
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
