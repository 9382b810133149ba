import { describe, expect, test } from 'vitest'
import {
  afterFetch,
  type FollowerState,
  isCaughtUp,
  underNewEpoch,
  unknownFollower,
} from '../../../../src/broker/replicas/leader/follower-state.ts'

const state = (changes: Partial<FollowerState>): FollowerState => ({ ...unknownFollower, ...changes })
const fetch = (fetchOffset: number, leaderEnd: number, at: number) => ({
  ...{ fetchOffset, leaderEnd, at },
  logStartOffset: 0,
  brokerEpoch: 7,
})

describe('when a follower was caught up last', () => {
  const before = state({ logEndOffset: 10, lastFetchLeaderEnd: 20, lastFetchAt: 100, lastCaughtUpAt: 50 })
  test.each([
    ['it fetches from the end', 30, 30, 200],
    ['it has what was the end at its last fetch', 20, 30, 100],
    ['it has more than that', 25, 30, 100],
    ['it is further behind', 19, 30, 50],
  ])('%s', (_, fetchOffset, leaderEnd, expected) => {
    expect(afterFetch(before, fetch(fetchOffset, leaderEnd, 200)).lastCaughtUpAt).toBe(expected)
  })

  test('one that nobody knew before was never caught up until it fetches from the end', () => {
    const first = afterFetch(unknownFollower, fetch(3, 10, 100))
    expect(first.lastCaughtUpAt).toBe(Number.NEGATIVE_INFINITY)
    expect(afterFetch(first, fetch(10, 12, 150)).lastCaughtUpAt).toBe(100)
  })

  test('a leader that went back under a new epoch does not make it forget', () => {
    expect(afterFetch(before, fetch(15, 15, 200))).toEqual({
      ...{ logEndOffset: 15, logStartOffset: 0, lastFetchLeaderEnd: 20, lastFetchAt: 200 },
      ...{ lastCaughtUpAt: 200, brokerEpoch: 7 },
    })
  })
})

describe('under a new leader epoch', () => {
  const known = state({
    logEndOffset: 10,
    logStartOffset: 2,
    lastFetchLeaderEnd: 12,
    lastFetchAt: 90,
    lastCaughtUpAt: 80,
  })
  const never = Number.NEGATIVE_INFINITY
  test.each([
    ['a new leader knows nothing', true, false, state({})],
    ['a new leader gives those in sync time', true, true, state({ lastCaughtUpAt: 100 })],
    [
      'the same leader keeps what it knows',
      false,
      true,
      { ...known, lastFetchLeaderEnd: 50, lastFetchAt: 100, lastCaughtUpAt: 100 },
    ],
    [
      'one out of sync has to catch up anew',
      false,
      false,
      { ...known, lastFetchLeaderEnd: 50, lastFetchAt: never, lastCaughtUpAt: never },
    ],
  ])('%s', (_, isNewLeader, isInSync, expected) => {
    expect(underNewEpoch(known, { at: 100, leaderEnd: 50, isNewLeader, isInSync })).toEqual(expected)
  })
})

test.each([
  ['at the end, however long ago', 20, 0, true],
  ['behind, but not for too long', 19, 70, true],
  ['behind for too long', 19, 69, false],
])('%s', (_, logEndOffset, lastCaughtUpAt, expected) => {
  expect(isCaughtUp(state({ logEndOffset, lastCaughtUpAt }), 20, 100, 30)).toBe(expected)
})
