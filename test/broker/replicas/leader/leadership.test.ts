import { beforeEach, describe, expect, test } from 'vitest'
import { silentLogger } from '../../../../src/base/logger.ts'
import { type AssignedState, unassigned } from '../../../../src/broker/replicas/assigned-state.ts'
import type { IsrChange } from '../../../../src/broker/replicas/leader/isr-change.ts'
import { Leadership, type LedPartition } from '../../../../src/broker/replicas/leader/leadership.ts'
import { VirtualClock } from '../../groups/simulated.ts'

const lagMs = 30_000
let clock: VirtualClock
let log: {
  topicId: string
  logStartOffset: number
  logEndOffset: number
  highWatermark: number
  assignEpochStart(): void
}
let changes: IsrChange[]
let alive: Set<number>
let progress: number
let partition: LedPartition & { state: AssignedState; effectiveMinIsr: number }
let leadership: Leadership

function begin(isr: readonly number[], changes: Partial<AssignedState> = {}): void {
  partition.state = {
    ...unassigned,
    leader: 1,
    leaderEpoch: 5,
    partitionEpoch: 9,
    replicas: [1, 2, 3],
    isr,
    ...changes,
  }
  leadership.take(partition.state, { isNewLeader: true, isNewEpoch: true })
}

beforeEach(() => {
  clock = new VirtualClock()
  log = { topicId: 'id', logStartOffset: 0, logEndOffset: 0, highWatermark: 0, assignEpochStart: () => {} }
  changes = []
  alive = new Set([1, 2, 3])
  progress = 0
  partition = {
    ...{ topic: 't', partition: 0, log, state: unassigned, effectiveMinIsr: 1 },
    isrConfirmed(state) {
      partition.state = { ...partition.state, ...state }
    },
    progressed: () => void progress++,
  }
  const isrChanges = { submit: (change: IsrChange) => void changes.push(change) }
  const isAlive = (id: number) => alive.has(id)
  leadership = new Leadership(partition, { brokerId: 1, clock, logger: silentLogger, lagMs, isrChanges, isAlive })
})

const fetchFrom = (id: number, fetchOffset: number, brokerEpoch = -1) =>
  leadership.fetched(
    id,
    { fetchOffset, logStartOffset: 0, leaderEnd: log.logEndOffset, brokerEpoch, at: clock.elapsed() },
    undefined,
  )

function grow(records: number): void {
  const before = log.logEndOffset
  log.logEndOffset += records
  leadership.appended(before)
  leadership.advance()
}

describe('the high watermark', () => {
  test('is what all in sync have', () => {
    begin([1, 2, 3])
    grow(10)
    expect(log.highWatermark).toBe(0)
    fetchFrom(2, 10)
    expect(log.highWatermark).toBe(0)
    fetchFrom(3, 7)
    expect(log.highWatermark).toBe(7)
    expect(progress).toBeGreaterThan(0)
  })

  test('does not move while too few are in sync', () => {
    partition.effectiveMinIsr = 2
    begin([1])
    grow(10)
    expect(log.highWatermark).toBe(0)
  })

  test('waits for a follower out of the ISR that is nearly there', () => {
    begin([1, 2])
    grow(10)
    fetchFrom(2, 10)
    expect(log.highWatermark).toBe(10)
    fetchFrom(3, 10)
    grow(5)
    fetchFrom(2, 15)
    expect(log.highWatermark).toBe(10)
  })

  test('moves on when the controller refuses to let in whom it waited for', () => {
    begin([1, 2])
    fetchFrom(3, 0)
    grow(10)
    fetchFrom(2, 10)
    expect(log.highWatermark).toBe(0)
    alive.delete(3)
    const before = progress
    changes[0]?.refused('INELIGIBLE_REPLICA')
    expect(log.highWatermark).toBe(10)
    expect(progress).toBeGreaterThan(before)
  })

  test('does not wait for one whose broker is gone', () => {
    begin([1, 2])
    grow(10)
    fetchFrom(2, 10)
    alive.delete(3)
    fetchFrom(3, 10)
    grow(5)
    fetchFrom(2, 15)
    expect(log.highWatermark).toBe(15)
  })
})

describe('the ISR', () => {
  test('grows by a follower that caught up; it counts before the controller confirms it', () => {
    begin([1, 2])
    grow(10)
    fetchFrom(2, 10)
    fetchFrom(3, 10)
    expect(changes).toMatchObject([{ isr: [1, 2, 3], leaderEpoch: 5, partitionEpoch: 9, leaderRecoveryState: 0 }])
    expect(leadership.isr).toEqual({ committed: [1, 2], maximal: [1, 2, 3], proposed: [1, 2, 3] })
    changes[0]?.confirmed({ leaderEpoch: 5, isr: [1, 2, 3], partitionEpoch: 10, leaderRecoveryState: 0 })
    expect(leadership.isr).toEqual({ committed: [1, 2, 3], maximal: [1, 2, 3], proposed: undefined })
    expect(partition.state.partitionEpoch).toBe(10)
  })

  test('shrinks by whoever lags for too long, and then what the others have is committed', async () => {
    begin([1, 2, 3])
    grow(10)
    fetchFrom(2, 10)
    fetchFrom(3, 4)
    await clock.advance(lagMs)
    leadership.shrink()
    expect(changes).toEqual([])
    await clock.advance(1)
    leadership.shrink()
    leadership.shrink()
    expect(changes).toMatchObject([{ isr: [1, 2] }])
    expect(log.highWatermark).toBe(4)
    changes[0]?.confirmed({ leaderEpoch: 5, isr: [1, 2], partitionEpoch: 10, leaderRecoveryState: 0 })
    expect(log.highWatermark).toBe(10)
  })

  test('shrinks by a member that has no replica any more', () => {
    begin([1, 2, 9])
    fetchFrom(2, 0)
    leadership.shrink()
    expect(changes).toMatchObject([{ isr: [1, 2] }])
  })

  test('keeps a silent follower that has everything', async () => {
    begin([1, 2, 3])
    grow(10)
    fetchFrom(2, 10)
    fetchFrom(3, 10)
    await clock.advance(10 * lagMs)
    leadership.shrink()
    expect(changes).toEqual([])
  })

  test('counts the lag from the last fetch of the session, even if that did not name the partition', async () => {
    begin([1, 2])
    const presence = { at: 0 }
    grow(10)
    const fetch = { fetchOffset: 10, logStartOffset: 0, leaderEnd: 10, brokerEpoch: -1, at: 0 }
    leadership.fetched(2, fetch, presence)
    await clock.advance(5 * lagMs)
    presence.at = clock.elapsed()
    grow(1)
    await clock.advance(lagMs)
    leadership.shrink()
    expect(changes).toEqual([])
    await clock.advance(1)
    leadership.shrink()
    expect(changes).toMatchObject([{ isr: [1] }])
  })

  test('is as before after an ineligible replica was refused, and the replica is proposed again', () => {
    begin([1, 2])
    fetchFrom(3, 0)
    changes[0]?.refused('INELIGIBLE_REPLICA')
    expect(leadership.isr).toEqual({ committed: [1, 2], maximal: [1, 2], proposed: undefined })
    fetchFrom(3, 0)
    expect(changes).toHaveLength(2)
  })

  test('waits for the controller’s next word when that knows better', () => {
    begin([1, 2])
    fetchFrom(3, 0)
    changes[0]?.refused('INVALID_UPDATE_VERSION')
    fetchFrom(3, 0)
    expect(changes).toHaveLength(1)
    expect(leadership.isr.maximal).toEqual([1, 2, 3])
  })

  test('is proposed again after any other refusal', () => {
    begin([1, 2])
    fetchFrom(3, 0)
    changes[0]?.refused('UNKNOWN_SERVER_ERROR')
    expect(changes).toMatchObject([{ isr: [1, 2, 3] }, { isr: [1, 2, 3] }])
  })

  test('is not what an answer to an earlier epoch’s question says', () => {
    begin([1, 2])
    fetchFrom(3, 0)
    begin([1], { leaderEpoch: 6 })
    changes[0]?.confirmed({ leaderEpoch: 5, isr: [1, 2, 3], partitionEpoch: 10, leaderRecoveryState: 0 })
    expect(leadership.isr.committed).toEqual([1])
  })
})

test('a broker without a replica is no follower, nor is a former life of one', () => {
  begin([1, 2])
  expect(() => fetchFrom(4, 0)).toThrow(/is not a replica/)
  fetchFrom(2, 0, 8)
  expect(() => fetchFrom(2, 0, 7)).toThrow(/is not a replica/)
})

test('records are deleted when no live replica has them', () => {
  begin([1, 2, 3])
  log.logStartOffset = 5
  const fetch = { fetchOffset: 10, leaderEnd: 10, brokerEpoch: -1, at: 0 }
  leadership.fetched(2, { ...fetch, logStartOffset: 5 }, undefined)
  leadership.fetched(3, { ...fetch, logStartOffset: 2 }, undefined)
  expect(leadership.lowWatermark).toBe(2)
  alive.delete(3)
  expect(leadership.lowWatermark).toBe(5)
})
