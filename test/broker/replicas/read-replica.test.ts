import { expect, test } from 'vitest'
import { rackAware } from '../../../src/broker/replicas/read-replica.ts'

const replica = (id: number, rack: string | null, logEndOffset = 10, behindMs = 0) => ({
  ...{ id, rack, logEndOffset, behindMs },
})

test.each([
  ['a consumer without a rack', '', [replica(2, 'b')], undefined],
  ['the leader in its rack', 'a', [replica(2, 'a')], undefined],
  ['nobody in its rack', 'c', [replica(2, 'b')], undefined],
  ['one in its rack', 'b', [replica(2, 'b'), replica(3, 'c')], 2],
  ['the furthest in its rack', 'b', [replica(2, 'b', 5), replica(3, 'b', 6)], 3],
  ['the one that was caught up last', 'b', [replica(2, 'b', 5, 10), replica(3, 'b', 5, 20)], 2],
])('%s', (_, rack, followers, expected) => {
  expect(rackAware(rack, replica(1, 'a'), followers)).toBe(expected)
})
