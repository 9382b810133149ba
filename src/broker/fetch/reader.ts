import type { ReadLimit } from '../../log/types.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import type { Partition } from '../replicas/partition.ts'
import type { ReplicaManager } from '../replicas/replica-manager.ts'
import type { ReplicationQuota } from '../replicas/throttle/replication-quota.ts'
import { type Found, failedFetch } from './found.ts'
import type { FetchSession, SessionPartition } from './session.ts'
import type { Wanted } from './wanted.ts'

/** A replica that reads. */
export interface FetchingFollower {
  readonly id: number
  /** −1: not given. */
  readonly brokerEpoch: number
  readonly quota: Pick<ReplicationQuota, 'isThrottled' | 'isExceeded' | 'record'>
}

/** The terms of one fetch. */
export interface Terms {
  readonly replicas: ReplicaManager
  /** Of all partitions together. */
  readonly maxBytes: number
  readonly upTo: ReadLimit
  /** Since version 3 the first partition with records gives at least one batch, however large. */
  readonly atLeastOne: boolean
  /** Only leaders serve followers, and consumers that know of no other replicas. */
  readonly onlyLeaders: boolean
  /** Undefined: a consumer reads. */
  readonly follower: FetchingFollower | undefined
  /** Where a consumer had better read a partition that is led here; undefined: here. */
  readonly preferred: ((partition: Partition, wanted: Wanted) => number | undefined) | undefined
  /** A topic's name by its id. */
  readonly nameOf: (topicId: string) => string | undefined
}

/** Reads what is pending, one after the other until the limit is reached; those behind it come back empty. */
export function readPending(terms: Terms, session: FetchSession): Found[] {
  let left = terms.maxBytes
  let nothingYet = terms.atLeastOne
  const all: Found[] = []
  for (const asked of session.pending) {
    const found = readOne(terms, asked, Math.min(asked.wanted.maxBytes, left), nothingYet)
    if (found.size > 0) nothingYet = false
    left = Math.max(0, left - found.size)
    all.push(found)
  }
  return all
}

function readOne(terms: Terms, asked: SessionPartition, maxBytes: number, minOneMessage: boolean): Found {
  resolve(terms, asked)
  const { wanted } = asked
  if (wanted.topic === '') return failedFetch(asked, errorCode('UNKNOWN_TOPIC_ID'))
  try {
    const partition = terms.replicas.partitionOrThrow(wanted.topic, wanted.partition)
    checkTopicId(partition, wanted)
    checkReader(terms, partition, wanted)
    return read(terms, partition, asked, maxBytes, minOneMessage)
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return failedFetch(asked, error.code)
  }
}

/** A topic that was unknown when it entered the session may be known by now. */
function resolve({ nameOf }: Terms, asked: SessionPartition): void {
  if (asked.wanted.topic !== '') return
  const topic = nameOf(asked.wanted.topicId)
  if (topic !== undefined) asked.wanted = { ...asked.wanted, topic }
}

function checkTopicId({ log }: Partition, { topicId }: Wanted): void {
  if (topicId !== '' && log.topicId !== undefined && log.topicId !== topicId)
    throw new KafkaError('INCONSISTENT_TOPIC_ID')
}

function checkReader({ onlyLeaders, follower }: Terms, partition: Partition, { currentLeaderEpoch }: Wanted): void {
  if (onlyLeaders) partition.checkLeader(currentLeaderEpoch)
  else partition.checkReplica(currentLeaderEpoch)
  if (follower === undefined || partition.leadership?.isFollower(follower.id)) return
  // Who agrees on the epoch has a replica, so one of the two has not heard of it yet.
  throw new KafkaError(currentLeaderEpoch === -1 ? 'NOT_LEADER_OR_FOLLOWER' : 'UNKNOWN_LEADER_EPOCH')
}

const empty = { records: [], size: 0, abortedTransactions: undefined, firstEntryIncomplete: false }

function read(
  terms: Terms,
  partition: Partition,
  asked: SessionPartition,
  maxBytes: number,
  minOneMessage: boolean,
): Found {
  const { wanted } = asked
  const { log } = partition
  const { upTo } = terms
  const preferredReadReplica = terms.preferred?.(partition, wanted) ?? -1
  const divergingEpoch = preferredReadReplica === -1 ? divergence(log, wanted) : undefined
  const isHere = preferredReadReplica === -1 && divergingEpoch === undefined
  const hasRoom = maxBytes > 0 || minOneMessage
  const { records, size, abortedTransactions, firstEntryIncomplete } =
    isHere && hasRoom && !isHeldBack(terms, partition)
      ? log.read(wanted.fetchOffset, maxBytes, { upTo, minOneMessage })
      : empty
  return {
    asked,
    partition,
    errorCode: 0,
    divergingEpoch,
    preferredReadReplica,
    records,
    size,
    highWatermark: log.highWatermark,
    lastStableOffset: log.lastStableOffset,
    logStartOffset: log.logStartOffset,
    abortedTransactions: upTo === 'lastStable' ? (abortedTransactions ?? []) : null,
    isCutOff: firstEntryIncomplete,
    isSettled: isHere && wanted.fetchOffset >= limitOf(log, upTo) && isInPlace(terms, partition),
  }
}

/** A replica that is to be throttled, and isn't needed: it is not in sync. */
function isHeldBack({ follower }: Terms, { topic, partition, leadership }: Partition): boolean {
  if (follower === undefined || leadership?.isInSync(follower.id)) return false
  return follower.quota.isThrottled(topic, partition) && follower.quota.isExceeded
}

/** A follower out of sync is to be considered at each of its fetches. */
const isInPlace = ({ follower }: Terms, { leadership }: Partition): boolean =>
  follower === undefined || leadership?.isInSync(follower.id) === true

function limitOf(log: Partition['log'], upTo: ReadLimit): number {
  if (upTo === 'logEnd') return log.logEndOffset
  return upTo === 'highWatermark' ? log.highWatermark : log.lastStableOffset
}

/** Where the fetcher's log departs from this one, if it does (KIP-595). */
function divergence(log: Partition['log'], { lastFetchedEpoch, fetchOffset }: Wanted): Found['divergingEpoch'] {
  if (lastFetchedEpoch < 0) return undefined
  const end = log.endOffsetForEpoch(lastFetchedEpoch)
  if (end === undefined || fetchOffset < log.logStartOffset) throw new KafkaError('OFFSET_OUT_OF_RANGE')
  if (end.leaderEpoch >= lastFetchedEpoch && end.endOffset >= fetchOffset) return undefined
  return { epoch: end.leaderEpoch, endOffset: end.endOffset }
}

/** Lets the leaders know what a follower has, as its fetch says; one that may not follow has failed. */
export function noteFollower(follower: FetchingFollower, session: FetchSession, found: Found[]): void {
  for (const [at, one] of found.entries()) {
    try {
      note(follower, session, one)
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      found[at] = failedFetch(one.asked, error.code)
    }
  }
}

function note({ id, brokerEpoch }: FetchingFollower, session: FetchSession, found: Found): void {
  const { partition, asked } = found
  if (partition === undefined || found.errorCode !== 0 || found.divergingEpoch !== undefined) return
  const { fetchOffset, logStartOffset } = asked.wanted
  const fetch = { fetchOffset, logStartOffset, leaderEnd: partition.log.logEndOffset, brokerEpoch, at: session.at }
  partition.followerFetched(id, fetch, session)
}
