import { expect, test } from 'vitest'
import {
  LeaderSession,
  type SessionRequest,
  type Wanted,
} from '../../../src/broker/replicas/fetchers/leader-session.ts'
import { errorCode } from '../../../src/wire/kafka/errors.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'

const id = 'abcdefghijklmnopqrstug'

const wanted = (partition: number, fetchOffset = 0, topicId = id): Wanted => ({
  ...{ topic: 't', topicId, partition, fetchOffset },
  currentLeaderEpoch: 3,
  lastFetchedEpoch: 3,
  logStartOffset: 0,
  partitionMaxBytes: 1000,
})

/** The session's id and epoch, what is wanted as partition@offset, and what is to be forgotten. */
function brief(request: SessionRequest | undefined) {
  if (request === undefined) return undefined
  const offsets = request.topics.flatMap(({ partitions }) =>
    partitions.map(({ partition, fetchOffset }) => `${partition}@${fetchOffset}`),
  )
  const forgotten = request.forgottenTopicsData?.flatMap(({ partitions }) => partitions ?? [])
  return [request.sessionId, request.sessionEpoch, offsets.join(' '), forgotten?.join(' ')]
}

const fine = (sessionId: number) => ({ errorCode: 0, sessionId })

function begun(): LeaderSession {
  const session = new LeaderSession()
  session.want('0', wanted(0))
  session.want('1', wanted(1))
  session.next()
  session.answered(fine(77))
  return session
}

test('a session begins with all partitions, and goes on with what changed', () => {
  const session = new LeaderSession()
  expect(session.next()).toBeUndefined()
  session.want('0', wanted(0))
  session.want('1', wanted(1))
  expect(brief(session.next())).toEqual([0, 0, '0@0 1@0', ''])
  expect(session.answered(fine(77))).toBe(true)
  expect(brief(session.next())).toEqual([77, 1, '', ''])
  session.answered(fine(77))
  session.want('1', wanted(1, 5))
  expect(brief(session.next())).toEqual([77, 2, '1@5', ''])
})

test('what is left out is forgotten once, unless it comes back before', () => {
  const session = begun()
  session.leaveOut('0')
  session.leaveOut('1')
  session.want('1', wanted(1, 9))
  expect(brief(session.next())).toEqual([77, 1, '1@9', '0'])
  session.answered(fine(77))
  expect(brief(session.next())).toEqual([77, 2, '', ''])
  session.answered(fine(77))
  session.leaveOut('1')
  expect(brief(session.next())).toEqual([77, 3, '', '1'])
  session.answered(fine(0))
  expect(session.next()).toBeUndefined()
})

test('an answer is only one to what is wanted now', () => {
  const session = begun()
  expect(session.isTold('0')).toBe(true)
  session.want('0', wanted(0, 4))
  expect(session.isTold('0')).toBe(false)
  session.next()
  expect(session.isTold('0')).toBe(true)
  session.leaveOut('0')
  expect(session.isTold('0')).toBe(false)
})

test.each([
  ['FETCH_SESSION_ID_NOT_FOUND', 0],
  ['INVALID_FETCH_SESSION_EPOCH', 77],
  ['FETCH_SESSION_TOPIC_ID_ERROR', 77],
] as const)('after %s all is said anew', (error, sessionId) => {
  const session = begun()
  session.leaveOut('0')
  session.next()
  expect(session.answered({ errorCode: errorCode(error), sessionId: 0 })).toBe(false)
  expect(brief(session.next())).toEqual([sessionId, 0, '1@0', ''])
})

test('a leader without room for sessions is told all each time', () => {
  const session = begun()
  session.next()
  session.answered(fine(0))
  expect(brief(session.next())).toEqual([0, 0, '0@0 1@0', ''])
})

test('when no answer came all is said anew, and the old session dropped', () => {
  const session = begun()
  session.next()
  session.lost()
  expect(brief(session.next())).toEqual([77, 0, '0@0 1@0', ''])
})

test('a topic without an id makes a session of names, and its end one of ids', () => {
  const session = begun()
  expect(session.usesTopicIds).toBe(true)
  session.want('n', wanted(5, 0, zeroUuid))
  expect(session.usesTopicIds).toBe(false)
  expect(brief(session.next())).toEqual([77, 0, '0@0 1@0 5@0', ''])
  session.answered(fine(78))
  session.leaveOut('n')
  expect(session.usesTopicIds).toBe(true)
  expect(brief(session.next())).toEqual([78, 0, '0@0 1@0', ''])
})

test('a partition is wanted as was said last, and not any more once it is left out', () => {
  const session = begun()
  const later = { ...wanted(0), logStartOffset: 5 }
  session.want('0', later)
  expect(session.wanted('0')).toBe(later)
  session.leaveOut('0')
  expect(session.wanted('0')).toBeUndefined()
})
