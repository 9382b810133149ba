import { beforeEach, describe, expect, test } from 'vitest'
import { silentLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { BrokerConfig } from '../../../src/broker/configs/broker-config.ts'
import { fetch, tell } from '../../../src/broker/fetch/fetch.ts'
import type { Found } from '../../../src/broker/fetch/found.ts'
import type { Terms } from '../../../src/broker/fetch/reader.ts'
import type { FetchSession } from '../../../src/broker/fetch/session.ts'
import { FetchSessions } from '../../../src/broker/fetch/sessions.ts'
import type { Wanted } from '../../../src/broker/fetch/wanted.ts'
import { MetadataCache, noTopicId } from '../../../src/broker/metadata/cache.ts'
import { unassigned } from '../../../src/broker/replicas/assigned-state.ts'
import { LogMoves } from '../../../src/broker/replicas/moves/log-moves.ts'
import { ReplicaManager } from '../../../src/broker/replicas/replica-manager.ts'
import { batchOf, open, type TestClock } from '../../log/kit.ts'

const count = 100
const unthrottled = { isThrottled: () => false, isExceeded: false, record: () => {} }
let clock: TestClock
let replicas: ReplicaManager
let sessions: FetchSessions

beforeEach(async () => {
  const { manager, clock: ticking } = await open()
  clock = ticking
  const metadata = new MetadataCache()
  const fetchers = {
    follow: () => {},
    stop: () => {},
    settle: () => {},
    review: () => {},
    close: () => Promise.resolve(),
  }
  replicas = new ReplicaManager({
    ...{ brokerId: 1, logs: manager, metadata, fetchers, lagMs: 30_000, clock, logger: silentLogger },
    isrChanges: { submit: () => {} },
    moves: new LogMoves({ logs: manager, clock, config: new BrokerConfig(new Map()), logger: silentLogger }),
  })
  for (let partition = 0; partition < count; partition++) assign(partition)
  sessions = new FetchSessions(clock, systemRandom, 10)
})

const assign = (partition: number, leaderEpoch = 0) =>
  replicas.assign('t', noTopicId, {
    ...{ ...unassigned, leader: 1, isr: [1, 2], replicas: [1, 2] },
    ...{ partition, leaderEpoch, isNew: true },
  })

const wanted = (partition: number, fetchOffset = 0): Wanted => ({
  ...{ topic: 't', topicId: '', partition, currentLeaderEpoch: 0, fetchOffset },
  ...{ lastFetchedEpoch: -1, logStartOffset: 0, maxBytes: 1 << 20 },
})

const all = () => Array.from({ length: count }, (_, partition) => wanted(partition))

const terms = (more: Partial<Terms> = {}): Terms => ({
  ...{ replicas, maxBytes: 1 << 20, upTo: 'logEnd', atLeastOne: true, onlyLeaders: true },
  ...{ preferred: undefined, nameOf: () => undefined },
  follower: { id: 2, brokerEpoch: -1, quota: unthrottled },
  ...more,
})

const append = (partition: number, text = 'x') =>
  replicas.partitionOrThrow('t', partition).append(batchOf([{ value: text }]), 1)

function newSession(): FetchSession {
  const session = sessions.create(all(), { isFollower: true, usesTopicIds: false })
  if (session === undefined) throw new Error('no room')
  const found = fetch(terms(), session, { clock, maxWaitMs: 0, minBytes: 1 })
  if (found instanceof Promise) throw new Error('it waits')
  expect(tell(session, found, false)).toHaveLength(count)
  return session
}

const partitionsOf = (found: readonly Found[]) => found.map(({ asked }) => asked.wanted.partition)

async function next(
  session: FetchSession,
  changed: readonly Wanted[] = [],
  maxWaitMs = 500,
  more: Partial<Terms> = {},
) {
  session.update(changed)
  return tell(session, await fetch(terms(more), session, { clock, maxWaitMs, minBytes: 1 }), true)
}

describe('a session of many partitions', () => {
  test('looks at none of them as long as nothing happens', async () => {
    const session = newSession()
    expect(session.pending.size).toBe(0)
    const waiting = next(session)
    clock.advance(500)
    expect(await waiting).toEqual([])
    expect(session.pending.size).toBe(0)
  })

  test('looks at those that grew, and tells of them all that came in one turn', async () => {
    const session = newSession()
    const waiting = next(session)
    append(7)
    append(3)
    expect(partitionsOf(await waiting)).toEqual([7, 3])
    expect(session.pending.size).toBe(2)
    const after = next(session, [wanted(7, 1), wanted(3, 1)])
    expect(session.pending.size).toBe(2)
    // Both are read to the end now; that they are committed is news for the next answer.
    append(5)
    expect(partitionsOf(await after)).toEqual([7, 3, 5])
  })

  test('gives what was not asked for again once more', async () => {
    const session = newSession()
    append(4)
    expect(partitionsOf(await next(session))).toEqual([4])
    expect(partitionsOf(await next(session))).toEqual([4])
  })

  test('serves all in turn when an answer has no room for everybody', async () => {
    const session = newSession()
    for (const partition of [1, 2, 3]) append(partition, 'x'.repeat(100))
    const seen: number[] = []
    for (let turn = 0; turn < 6; turn++) seen.push(...partitionsOf(await next(session, [], 500, { maxBytes: 100 })))
    expect(seen).toEqual([1, 2, 3, 1, 2, 3])
  })

  test('hears at once of another leader epoch, and until it knows it', async () => {
    const session = newSession()
    const waiting = next(session)
    assign(9, 1)
    expect((await waiting).map(({ errorCode }) => errorCode)).toEqual([74])
    expect((await next(session)).map(({ errorCode }) => errorCode)).toEqual([74])
    const quiet = next(session, [{ ...wanted(9), currentLeaderEpoch: 1 }])
    clock.advance(500)
    expect(partitionsOf(await quiet)).toEqual([9])
    expect(session.pending.size).toBe(0)
  })

  test('hears of partitions that were deleted, and of new ones under the name', async () => {
    const session = newSession()
    const waiting = next(session)
    replicas.stop('t', 6, -2, true)
    expect((await waiting).map(({ errorCode }) => errorCode)).toEqual([3])
    assign(6)
    append(6)
    expect((await next(session)).map(({ errorCode, size }) => [errorCode, size > 0])).toEqual([[0, true]])
  })

  test('does not hear of partitions that it forgot', async () => {
    const session = newSession()
    session.forget(wanted(8))
    expect(session.size).toBe(count - 1)
    const waiting = next(session)
    append(8)
    append(2)
    expect(partitionsOf(await waiting)).toEqual([2])
  })
})

describe('room for sessions', () => {
  const consumer = { isFollower: false, usesTopicIds: false }
  const follower = { isFollower: true, usesTopicIds: false }
  const fill = (kind: typeof consumer) => {
    for (let at = 0; at < 10; at++) expect(sessions.create([wanted(0)], kind)).toBeDefined()
  }

  test('is made for followers by consumers, not the other way round', () => {
    fill(consumer)
    expect(sessions.create([wanted(0)], consumer)).toBeUndefined()
    expect(sessions.create([wanted(0)], follower)).toBeDefined()
    for (let at = 0; at < 9; at++) sessions.create([wanted(0)], follower)
    expect(sessions.create([wanted(0)], consumer)).toBeUndefined()
  })

  test('is made by sessions that nobody used for two minutes', () => {
    fill(follower)
    clock.advance(120_001)
    expect(sessions.create([wanted(0)], consumer)).toBeDefined()
    expect(sessions.size).toBe(10)
  })
})
