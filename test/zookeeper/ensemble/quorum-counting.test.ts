import { expect, test } from 'vitest'
import { majorityQuorum } from '../../../src/zookeeper/config/quorum.ts'
import { Discovery, isAhead } from '../../../src/zookeeper/ensemble/quorum/discovery.ts'
import { Proposals } from '../../../src/zookeeper/ensemble/quorum/proposals.ts'

const three = majorityQuorum([1, 2, 3])

test('the new epoch is above all that a quorum has promised; whoever comes later gets the same', () => {
  const discovery = new Discovery(three, 3)
  expect(discovery.join(1, 7)).toBeUndefined()
  expect(discovery.join(2, 4)).toBeUndefined()
  expect(discovery.join(3, 2)).toBe(8)
  expect(discovery.join(1, 99)).toBe(8)
})

test('a quorum without the leader itself is none, and strangers do not count', () => {
  const discovery = new Discovery(three, 3)
  expect(discovery.promise(1)).toBe(false)
  expect(discovery.promise(2)).toBe(false)
  expect(discovery.promise(3)).toBe(true)
  expect(discovery.sync(3)).toBe(false)
  expect(discovery.sync(9)).toBe(false)
  expect(discovery.sync(3)).toBe(false)
  expect(discovery.sync(1)).toBe(true)
  expect(discovery.synced).toEqual([3, 9, 1])
})

test.each([
  [{ currentEpoch: 2, lastZxid: 1n }, { currentEpoch: 1, lastZxid: 9n }, true],
  [{ currentEpoch: 1, lastZxid: 9n }, { currentEpoch: 2, lastZxid: 1n }, false],
  [{ currentEpoch: 1, lastZxid: 9n }, { currentEpoch: 1, lastZxid: 8n }, true],
  [{ currentEpoch: 1, lastZxid: 9n }, { currentEpoch: 1, lastZxid: 9n }, false],
])('a follower with %o before a leader with %o: ahead is %s', (follower, leader, ahead) => {
  expect(isAhead(follower, leader)).toBe(ahead)
})

test('proposals are committed in their order, each by a quorum of voters', () => {
  const proposals = new Proposals<string>(() => [three])
  proposals.add(1n, 'a')
  proposals.add(2n, 'b')
  proposals.add(3n, 'c')
  proposals.ack(1, 2n)
  proposals.ack(2, 2n)
  proposals.ack(1, 1n)
  proposals.ack(1, 1n)
  proposals.ack(9, 1n)
  expect(proposals.takeCommitted()).toBeUndefined()
  expect(proposals.after(1n)).toEqual(['b', 'c'])
  proposals.ack(3, 1n)
  const taken = [proposals.takeCommitted(), proposals.takeCommitted(), proposals.takeCommitted()]
  expect(taken.map((accepted) => accepted?.content)).toEqual(['a', 'b', undefined])
  proposals.ack(2, 1n)
  expect(proposals.size).toBe(1)
})
