import { errorCode, type KafkaError } from '../../wire/kafka/errors.ts'
import { Fetch, type FetchRequest } from '../../wire/kafka/fetch.ts'
import { type Answer, answerOf, noRecords } from '../fetch/answer.ts'
import { fetch as fetchRecords, tell } from '../fetch/fetch.ts'
import { type Found, failedFetch } from '../fetch/found.ts'
import type { Terms } from '../fetch/reader.ts'
import type { FetchSession } from '../fetch/session.ts'
import { termsOf } from '../fetch/terms.ts'
import { followerId, usesTopicIds, wantedOf } from '../fetch/wanted.ts'
import { api, type BrokerContext, onCluster, type RequestContext } from './api.ts'

/** Epochs in requests that continue no session. */
const sessionless = -1
const newSession = 0

/** The session of a request, or what serves it alone. Throws what a fetcher is told that is out of step. */
function sessionOf(broker: BrokerContext, request: FetchRequest, version: number): FetchSession {
  const { fetchSessions: sessions, metadata } = broker
  const { sessionId, sessionEpoch } = request
  const kind = { isFollower: followerId(request) >= 0, usesTopicIds: usesTopicIds(version) }
  if (sessionEpoch === sessionless || sessionEpoch === newSession) {
    if (sessionId !== 0) sessions.remove(sessionId)
    const wanted = wantedOf(metadata, request, version)
    const created = sessionEpoch === newSession && wanted.length > 0 ? sessions.create(wanted, kind) : undefined
    return created ?? sessions.passing(wanted, kind)
  }
  const session = sessions.next(sessionId, sessionEpoch, kind.usesTopicIds)
  for (const { topic, topicId, partitions } of request.forgottenTopicsData) {
    const named = kind.usesTopicIds ? { topic, topicId } : { topic, topicId: '' }
    for (const partition of partitions) session.forget({ ...named, partition })
  }
  session.update(wantedOf(metadata, request, version))
  if (session.size > 0) return session
  sessions.remove(session.id)
  return sessions.passing([], kind)
}

/** Who may not act for the cluster does not follow. */
function refused(session: FetchSession): Found[] {
  session.touchAll()
  return [...session.pending].map((asked) => failedFetch(asked, errorCode('TOPIC_AUTHORIZATION_FAILED')))
}

/** What went to a follower counts where its replica is throttled, whether it had to wait or not. */
function countThrottled({ follower }: Terms, found: readonly Found[]): void {
  if (follower === undefined) return
  for (const { asked, size } of found) {
    const { topic, partition } = asked.wanted
    if (size > 0 && follower.quota.isThrottled(topic, partition)) follower.quota.record(size)
  }
}

function read(
  broker: BrokerContext,
  request: FetchRequest,
  session: FetchSession,
  terms: Terms,
  context: RequestContext,
) {
  const { maxWaitMs, minBytes } = request
  const mayRead = terms.follower === undefined || broker.authoriser.allows(context, onCluster('ClusterAction'))
  if (!mayRead) return refused(session)
  // Another replica may have become the better one without anything having happened to the partition.
  if (terms.preferred !== undefined) session.touchAll()
  return fetchRecords(terms, session, { clock: broker.clock, maxWaitMs, minBytes })
}

export const fetch = api(Fetch, {
  handle: (broker, request, context) => {
    const session = sessionOf(broker, request, context.version)
    const terms = termsOf(broker, request, context)
    const answer = (found: readonly Found[]): Answer => {
      countThrottled(terms, found)
      const told = tell(session, found, request.sessionEpoch > newSession && session.id !== 0)
      if (session.id === 0) session.close()
      return answerOf(broker, context, told, session.id)
    }
    const found = read(broker, request, session, terms, context)
    if (!(found instanceof Promise)) return answer(found)
    return found.then(answer, (error: unknown) => {
      if (session.id === 0) session.close()
      throw error
    })
  },
  failed: (request, error) => ({
    errorCode: error.code,
    sessionId: 0,
    responses: sessionErrors.has(error.errorName) ? [] : failedTopics(request, error),
    nodeEndpoints: [],
  }),
})

const sessionErrors = new Set<string>([
  'FETCH_SESSION_ID_NOT_FOUND',
  'INVALID_FETCH_SESSION_EPOCH',
  'FETCH_SESSION_TOPIC_ID_ERROR',
])

const failedTopics = ({ topics }: FetchRequest, error: KafkaError): Answer['responses'] =>
  topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition }) => ({
      partitionIndex: partition,
      errorCode: error.code,
      highWatermark: -1,
      abortedTransactions: null,
      records: noRecords,
    })),
  }))
