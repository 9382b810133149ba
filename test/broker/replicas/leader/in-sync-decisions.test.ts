import { describe, expect, test } from 'vitest'
import { unknownFollower } from '../../../../src/broker/replicas/leader/follower-state.ts'
import { highWatermarkOf } from '../../../../src/broker/replicas/leader/high-watermark.ts'
import {
  afterRefusal,
  committedIsr,
  expandIsr,
  mayJoin,
  shrinkIsr,
} from '../../../../src/broker/replicas/leader/isr-state.ts'

test('one that is being added counts already; those being removed count still', () => {
  const isr = committedIsr([1, 2])
  expect(expandIsr(isr, 3)).toEqual({ committed: [1, 2], maximal: [1, 2, 3], proposed: [1, 2, 3] })
  expect(shrinkIsr(committedIsr([1, 2, 3]), [2])).toEqual({
    ...{ committed: [1, 2, 3], maximal: [1, 2, 3] },
    proposed: [1, 3],
  })
})

describe('joining the ISR', () => {
  const position = { highWatermark: 10, epochStart: 8 }
  const candidate = { replica: 3, logEndOffset: 10, isAlive: true }
  test.each([
    ['has all that is committed', committedIsr([1, 2]), candidate, position, true],
    ['is a member', committedIsr([1, 3]), candidate, position, false],
    ['another change is under way', expandIsr(committedIsr([1]), 2), candidate, position, false],
    ['its broker is gone', committedIsr([1, 2]), { ...candidate, isAlive: false }, position, false],
    ['lacks what is committed', committedIsr([1, 2]), { ...candidate, logEndOffset: 9 }, position, false],
    ['lacks what earlier leaders wrote', committedIsr([1, 2]), candidate, { ...position, epochStart: 11 }, false],
  ])('%s', (_, isr, who, at, expected) => {
    expect(mayJoin(isr, who, at)).toBe(expected)
  })
})

describe('the high watermark', () => {
  const follower = (id: number, logEndOffset: number) => ({ id, state: { ...unknownFollower, logEndOffset } })
  test.each([
    ['alone, the leader decides', [], [], 20],
    ['is what all who count have', [follower(2, 15), follower(3, 12)], [2, 3], 12],
    ['does not wait for those who don’t', [follower(2, 15), follower(3, 12)], [2], 15],
    ['waits for one that has not been heard of', [follower(2, -1)], [2], -1],
    ['is never beyond the leader’s end', [follower(2, 30)], [2], 20],
  ])('%s', (_, followers, counting, expected) => {
    expect(highWatermarkOf(20, followers, ({ id }) => counting.includes(id))).toBe(expected)
  })
})

test.each([
  ['OPERATION_NOT_ATTEMPTED', 'forget'],
  ['INELIGIBLE_REPLICA', 'forget'],
  ['UNKNOWN_TOPIC_OR_PARTITION', 'wait'],
  ['UNKNOWN_TOPIC_ID', 'wait'],
  ['FENCED_LEADER_EPOCH', 'wait'],
  ['INVALID_UPDATE_VERSION', 'wait'],
  ['INVALID_REQUEST', 'wait'],
  ['NOT_CONTROLLER', 'repeat'],
  ['UNKNOWN_SERVER_ERROR', 'repeat'],
] as const)('after %s the leader will %s', (error, expected) => {
  expect(afterRefusal(error)).toBe(expected)
})
