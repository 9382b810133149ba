import { expect, it } from 'vitest'
import { plantedBugs } from './planted/planted.ts'
import { run } from './scenario.ts'

it('does the same again with the same seed, whether someone listens or not', async () => {
  const first = await run(3)
  const lines: string[] = []
  const again = await run(3, { write: (line) => lines.push(line) })
  expect(again).toEqual(first)
  expect(lines.length).toBeGreaterThan(1000)
  expect((await run(4)).hash).not.toBe(first.hash)
}, 240_000)

it('comes to the same failure with the same seed', async () => {
  const remove = plantedBugs['acks=all answered when the leader has it']?.()
  try {
    let seed = 1
    let failed = await run(seed)
    while (failed.violations.length === 0) failed = await run(++seed)
    expect(await run(seed)).toEqual(failed)
  } finally {
    remove?.()
  }
}, 240_000)
