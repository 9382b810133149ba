import { expect, test } from 'vitest'
import { fetcherId, javaHash } from '../../../src/broker/replicas/fetchers/fetcher-id.ts'
import { truncationOffset } from '../../../src/broker/replicas/truncation.ts'

test('texts are hashed as Java does', () => {
  expect(javaHash('')).toBe(0)
  expect(javaHash('a')).toBe(97)
  expect(javaHash('__consumer_offsets')).toBe(-970371369)
  expect(javaHash('polygenelubricants')).toBe(-2147483648)
})

test('partitions are spread over fetchers as Kafka spreads them', () => {
  expect([0, 1, 2, 3].map((partition) => fetcherId('a', partition, 3))).toEqual([1, 2, 0, 1])
  expect(fetcherId('__consumer_offsets', 7, 1)).toBe(0)
  for (let partition = 0; partition < 50; partition++) {
    expect(fetcherId('__consumer_offsets', partition, 4)).toBeGreaterThanOrEqual(0)
  }
})

test.each([
  // The leader's epoch and its end, the follower's own end of that epoch, its log's end: where it truncates.
  ['the epoch ends earlier on the leader', 5, 80, { leaderEpoch: 5, endOffset: 100 }, 120, 80],
  ['the epoch ends earlier on the follower', 5, 100, { leaderEpoch: 5, endOffset: 80 }, 120, 80],
  ['the log ends before both', 5, 100, { leaderEpoch: 5, endOffset: 90 }, 70, 70],
  ['the follower knows only an earlier epoch', 5, 80, { leaderEpoch: 3, endOffset: 60 }, 120, 60],
  ['the follower knows no epoch so early', 5, 80, undefined, 120, 80],
  ['the leader tells no epoch', -1, 80, undefined, 120, 80],
  ['the leader tells nothing', -1, -1, undefined, 120, 110],
] as const)('truncation when %s', (_case, epoch, endOffset, ownEnd, logEndOffset, expected) => {
  expect(truncationOffset({ epoch, endOffset }, { logEndOffset, fetchOffset: 110, ownEnd })).toBe(expected)
})
