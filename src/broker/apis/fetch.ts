import { readAll } from '../../log/read-all.ts'
import type { ReadLimit } from '../../log/types.ts'
import { errorCode, type KafkaError } from '../../wire/kafka/errors.ts'
import { Fetch, type FetchRequest } from '../../wire/kafka/fetch.ts'
import { downConvert, UnsupportedCompressionError } from '../../wire/records/conversion.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { delayed } from '../delayed/delayed.ts'
import { type FetchLimits, type Found, failedFetch, readable, readPartitions } from '../fetch/reader.ts'
import { type FetchSession, type Wanted, wantedKey } from '../fetch/sessions.ts'
import { api, type BrokerContext, type RequestContext } from './api.ts'
import { currentLeader, leaderEndpoints } from './current-leader.ts'

type Response = InputOf<typeof Fetch.response>
type PartitionData = Response['responses'][number]['partitions'][number]

const isFollower = ({ replicaId, replicaState }: FetchRequest) => replicaId >= 0 || replicaState.replicaId >= 0

/** The partitions that a request names, by topic name; an unknown id has the name ''. */
function wantedOf({ metadata }: BrokerContext, request: FetchRequest, version: number): Wanted[] {
  return request.topics.flatMap(({ topic, topicId, partitions }) => {
    const name = version >= 13 ? (metadata.topicName(topicId) ?? '') : topic
    return partitions.map(
      ({ partition, currentLeaderEpoch, fetchOffset, lastFetchedEpoch, logStartOffset, partitionMaxBytes }) => ({
        topic: name,
        topicId: version >= 13 ? topicId : '',
        partition,
        currentLeaderEpoch,
        fetchOffset,
        lastFetchedEpoch,
        logStartOffset,
        maxBytes: partitionMaxBytes,
      }),
    )
  })
}

/** The session of a request: undefined for a request without one. Throws what a fetcher is told that is out of step. */
function sessionOf(broker: BrokerContext, request: FetchRequest, version: number): FetchSession | undefined {
  const { sessionId, sessionEpoch } = request
  const { fetchSessions } = broker
  if (sessionEpoch === -1 || sessionEpoch === 0) {
    if (sessionId !== 0) fetchSessions.remove(sessionId)
    if (sessionEpoch === -1 || request.topics.length === 0) return undefined
    return fetchSessions.create(wantedOf(broker, request, version), isFollower(request), version >= 13)
  }
  const session = fetchSessions.next(sessionId, sessionEpoch, version >= 13)
  for (const { topic, topicId, partitions } of request.forgottenTopicsData) {
    const named = version >= 13 ? { topic, topicId } : { topic, topicId: '' }
    for (const partition of partitions) session.partitions.delete(wantedKey({ ...named, partition }))
  }
  session.update(wantedOf(broker, request, version))
  if (session.partitions.size > 0) return session
  fetchSessions.remove(session.id)
  return undefined
}

/** A topic that was unknown when it entered the session may be known by now. */
function resolved({ metadata }: BrokerContext, wanted: Wanted): Wanted {
  if (wanted.topic !== '') return wanted
  const topic = metadata.topicName(wanted.topicId)
  return topic === undefined ? wanted : { ...wanted, topic }
}

function limitsOf(broker: BrokerContext, request: FetchRequest, version: number): FetchLimits {
  const consumerLimit: ReadLimit = request.isolationLevel === 1 ? 'lastStable' : 'highWatermark'
  return {
    maxBytes: Math.min(request.maxBytes, broker.config.get('fetch.max.bytes')),
    upTo: isFollower(request) ? 'logEnd' : consumerLimit,
    atLeastOne: version >= 3,
  }
}

/** Reads at once, or as soon as there is enough. */
function fetched(
  broker: BrokerContext,
  request: FetchRequest,
  wanted: readonly Wanted[],
  limits: FetchLimits,
): Found[] | Promise<Found[]> {
  const { replicas, clock } = broker
  const unknown = wanted.filter(({ topic }) => topic === '')
  const known = wanted.filter(({ topic }) => topic !== '')
  const read = () => [
    ...readPartitions(replicas, known, limits),
    ...unknown.map((one) => failedFetch(one, errorCode('UNKNOWN_TOPIC_ID'))),
  ]
  if (limits.upTo === 'logEnd') noteFollower(broker, request, known)
  if (unknown.length > 0 || known.length === 0 || request.maxWaitMs <= 0) return read()
  const rooms = known.flatMap(({ topic, partition: index }) => {
    const partition = replicas.partition(topic, index)
    return (limits.upTo === 'logEnd' ? partition?.endRoom : partition?.room) ?? []
  })
  const tryComplete = () => {
    const bytes = readable(replicas, known, limits.upTo)
    if (bytes !== undefined && bytes < request.minBytes) return undefined
    const found = read()
    return answersNow(found) || bytes === undefined || bytes >= request.minBytes ? found : undefined
  }
  return delayed({ clock, timeoutMs: request.maxWaitMs, rooms, tryComplete, expired: read })
}

function noteFollower({ replicas, clock }: BrokerContext, request: FetchRequest, wanted: readonly Wanted[]): void {
  const id = Math.max(request.replicaId, request.replicaState.replicaId)
  const at = clock.elapsed()
  for (const { topic, partition: index, currentLeaderEpoch, fetchOffset, logStartOffset, lastFetchedEpoch } of wanted) {
    const partition = replicas.partition(topic, index)
    if (!partition?.isLeader || (currentLeaderEpoch !== -1 && currentLeaderEpoch !== partition.leaderEpoch)) continue
    const end = lastFetchedEpoch < 0 ? undefined : partition.log.endOffsetForEpoch(lastFetchedEpoch)
    if (end !== undefined && (end.leaderEpoch < lastFetchedEpoch || end.endOffset < fetchOffset)) continue
    if (!partition.leadership?.isFollower(id)) continue
    partition.followerFetched(id, {
      ...{ fetchOffset, logStartOffset, at },
      leaderEnd: partition.log.logEndOffset,
      brokerEpoch: request.replicaState.replicaEpoch,
    })
  }
}

const answersNow = (found: readonly Found[]) =>
  found.some(({ errorCode: code, divergingEpoch }) => code !== 0 || divergingEpoch !== undefined)

/** Incremental sessions only hear of partitions that have news. */
function news(session: FetchSession, found: readonly Found[]): Found[] {
  return found.filter((one) => {
    const key = wantedKey(one.wanted)
    const known = session.partitions.get(key)
    if (known === undefined) return false
    const changed =
      one.size > 0 ||
      one.errorCode !== 0 ||
      one.divergingEpoch !== undefined ||
      known.highWatermark !== one.highWatermark ||
      known.logStartOffset !== one.logStartOffset
    known.highWatermark = one.errorCode === 0 ? one.highWatermark : -1
    known.logStartOffset = one.logStartOffset
    if (one.size > 0) session.moveToEnd(key)
    return changed
  })
}

export const fetch = api(Fetch, {
  handle: (broker, request, context) => {
    const { version } = context
    const isIncremental = request.sessionEpoch > 0
    const session = sessionOf(broker, request, version)
    const wanted =
      session === undefined && isIncremental
        ? []
        : session === undefined
          ? wantedOf(broker, request, version)
          : [...session.partitions.values()].map((partition) => resolved(broker, partition.wanted))
    const answer = (found: readonly Found[]): Response => {
      const told = session === undefined ? found : news(session, found)
      return respond(broker, context, isIncremental ? told : found, session?.id ?? 0)
    }
    const found = fetched(broker, request, wanted, limitsOf(broker, request, version))
    return found instanceof Promise ? found.then(answer) : answer(found)
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

const failedTopics = ({ topics }: FetchRequest, error: KafkaError): Response['responses'] =>
  topics.map(({ topic, topicId, partitions }) => ({
    topic,
    topicId,
    partitions: partitions.map(({ partition }) => ({
      partitionIndex: partition,
      errorCode: error.code,
      highWatermark: -1,
      abortedTransactions: null,
      records: noRecords,
      ...noLeader,
    })),
  }))

const noRecords = Buffer.alloc(0)
const noLeader = {
  divergingEpoch: { epoch: -1, endOffset: -1 },
  currentLeader: { leaderId: -1, leaderEpoch: -1 },
  snapshotId: { endOffset: -1, epoch: -1 },
}

function respond(broker: BrokerContext, context: RequestContext, found: readonly Found[], sessionId: number): Response {
  const responses: { topic: string; topicId: string; partitions: PartitionData[] }[] = []
  const leaders: number[] = []
  for (const one of found) {
    const { topic, topicId } = one.wanted
    const last = responses.at(-1)
    const data = partitionData(broker, context, one)
    if (data.currentLeader !== undefined) leaders.push(data.currentLeader.leaderId ?? -1)
    if (last !== undefined && last.topic === topic && last.topicId === topicId) last.partitions.push(data)
    else responses.push({ topic, topicId, partitions: [data] })
  }
  const named = responses.map((entry) => ({ ...entry, topicId: entry.topicId === '' ? zeroId : entry.topicId }))
  return { errorCode: 0, sessionId, responses: named, nodeEndpoints: leaderEndpoints(broker, context, leaders) }
}

const zeroId = 'AAAAAAAAAAAAAAAAAAAAAA'
const wrongLeader = new Set([errorCode('NOT_LEADER_OR_FOLLOWER'), errorCode('FENCED_LEADER_EPOCH')])

function partitionData(broker: BrokerContext, { version }: RequestContext, found: Found): PartitionData {
  const { wanted } = found
  const converted = version < 4 && found.size > 0 ? forOldConsumer(broker, found, version) : found
  const hints = version >= 16 && wrongLeader.has(found.errorCode)
  return {
    partitionIndex: wanted.partition,
    errorCode: codeFor(version, converted.errorCode),
    highWatermark: found.highWatermark,
    lastStableOffset: found.lastStableOffset,
    logStartOffset: found.logStartOffset,
    abortedTransactions: found.abortedTransactions?.map((aborted) => ({ ...aborted })) ?? null,
    records: converted.records.length === 0 ? noRecords : converted.records,
    ...noLeader,
    ...(found.divergingEpoch === undefined ? {} : { divergingEpoch: found.divergingEpoch }),
    ...(hints ? { currentLeader: currentLeader(broker, wanted.topic, wanted.partition) } : {}),
  }
}

/** Versions before 6 have no word for a broken disk. */
const codeFor = (version: number, code: number) =>
  version <= 5 && code === errorCode('KAFKA_STORAGE_ERROR') ? errorCode('NOT_LEADER_OR_FOLLOWER') : code

/** Consumers before 0.11 read message sets: magic 0 up to version 1, magic 1 up to version 3. */
function forOldConsumer(broker: BrokerContext, found: Found, version: number): Pick<Found, 'records' | 'errorCode'> {
  const { topic, fetchOffset } = found.wanted
  if (!broker.overrides.logConfigOf(topic).messageDownconversionEnable) {
    return { records: [], errorCode: errorCode('UNSUPPORTED_VERSION') }
  }
  try {
    return {
      records: [
        downConvert(
          readAll({ records: found.records, size: found.size, firstEntryIncomplete: false }),
          version <= 1 ? 0 : 1,
          fetchOffset,
        ),
      ],
      errorCode: 0,
    }
  } catch (error) {
    if (!(error instanceof UnsupportedCompressionError)) throw error
    return { records: [], errorCode: errorCode('UNSUPPORTED_COMPRESSION_TYPE') }
  }
}
