import { expect, test } from 'vitest'
import { compareReplicas } from '../../../src/cli/replica-verification/comparison.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'

const t0 = { topic: 't', partition: 0 }

function replica(broker: number, highWatermark: number, ...batches: [offset: number, ...values: string[]][]) {
  const bytes = batches.map(([baseOffset, ...values]) =>
    buildBatch(
      values.map((value) => ({ timestamp: 0, key: null, value: Buffer.from(value) })),
      { baseOffset },
    ),
  )
  return { broker, highWatermark, records: Buffer.concat(bytes) }
}

test('replicas agree up to where the slowest one is', () => {
  const replicas = [replica(0, 4, [0, 'a', 'b'], [2, 'c', 'd']), replica(1, 2, [0, 'a', 'b'], [2, 'c', 'd'])]
  expect(compareReplicas(t0, 0, replicas)).toEqual({ nextOffset: 2, lag: 2, mismatches: [] })
  expect(compareReplicas(t0, 0, [replica(0, 4, [0, 'a', 'b']), replica(1, -1)])).toMatchObject({
    nextOffset: 0,
    lag: 4,
  })
})

test('other bytes at the same offsets are told, and passed', () => {
  const { nextOffset, mismatches } = compareReplicas(t0, 0, [
    replica(0, 3, [0, 'a', 'b'], [2, 'c']),
    replica(2, 3, [0, 'a', 'x'], [2, 'c']),
  ])
  expect(nextOffset).toBe(3)
  expect(mismatches).toEqual([
    {
      isFatal: false,
      text: expect.stringMatching(
        /^partition t-0 has unmatched checksum at offset 1; replica 0's checksum \d+; replica 2's checksum \d+$/,
      ),
    },
  ])
})

test('other offsets end it', () => {
  const { mismatches } = compareReplicas(t0, 0, [replica(0, 3, [0, 'a', 'b'], [2, 'c']), replica(1, 3, [0, 'a'])])
  expect(mismatches).toEqual([
    { isFatal: true, text: "partition t-0: replica 0's offset 1 doesn't match replica 1's offset 0" },
  ])
})
