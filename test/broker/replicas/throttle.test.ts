import { describe, expect, test } from 'vitest'
import { throttledPartitions } from '../../../src/broker/replicas/throttle/replication-quota.ts'
import { WindowedRate } from '../../../src/broker/replicas/throttle/windowed-rate.ts'

describe('the rate', () => {
  test('starts with the first window as a whole', () => {
    const rate = new WindowedRate(11, 1000)
    rate.record(500, 0)
    expect(rate.perSecond(10)).toBe(500)
  })
  test('is over the time since the oldest window that counts', () => {
    const rate = new WindowedRate(11, 1000)
    for (let second = 0; second < 5; second++) rate.record(100, second * 1000)
    expect(rate.perSecond(5000)).toBe(100)
  })
  test('forgets', () => {
    const rate = new WindowedRate(2, 1000)
    rate.record(100, 0)
    expect(rate.perSecond(1999)).toBeGreaterThan(0)
    expect(rate.perSecond(2000)).toBe(0)
  })
})

test.each([
  ['', 1, new Set()],
  ['*', 1, 'all'],
  ['0:1,1:2, 2:1', 1, new Set([0, 2])],
  ['0:1', 2, new Set()],
])('%j names for broker %i', (text, broker, expected) => {
  expect(throttledPartitions(text, broker)).toEqual(expected)
})
