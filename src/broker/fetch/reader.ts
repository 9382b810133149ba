import type { FileRange } from '../../base/disk/disk.ts'
import type { AbortedTransaction, ReadLimit } from '../../log/types.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { Partition } from '../replicas/partition.ts'
import type { ReplicaManager } from '../replicas/replica-manager.ts'
import type { Wanted } from './sessions.ts'

/** What was found for one partition. */
export interface Found {
  readonly wanted: Wanted
  readonly errorCode: number
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
  readonly abortedTransactions: readonly AbortedTransaction[] | null
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | undefined
  readonly records: readonly (Buffer | FileRange)[]
  readonly size: number
}

export interface FetchLimits {
  /** Of all partitions together. */
  readonly maxBytes: number
  readonly upTo: ReadLimit
  /** Since version 3 the first partition with records gives at least one batch, however large. */
  readonly atLeastOne: boolean
}

export const failedFetch = (wanted: Wanted, errorCode: number): Found => ({
  wanted,
  errorCode,
  highWatermark: -1,
  lastStableOffset: -1,
  logStartOffset: -1,
  abortedTransactions: null,
  divergingEpoch: undefined,
  records: [],
  size: 0,
})

/** Reads partitions one after the other until the limit is reached; those behind it come back empty. */
export function readPartitions(replicas: ReplicaManager, wanted: readonly Wanted[], limits: FetchLimits): Found[] {
  let left = limits.maxBytes
  let nothingYet = true
  return wanted.map((one) => {
    const found = readOne(replicas, one, Math.min(one.maxBytes, left), limits, nothingYet && limits.atLeastOne)
    if (found.size > 0) nothingYet = false
    left = Math.max(0, left - found.size)
    return found
  })
}

function readOne(
  replicas: ReplicaManager,
  wanted: Wanted,
  maxBytes: number,
  limits: FetchLimits,
  minOneMessage: boolean,
): Found {
  try {
    const partition = replicas.partitionOrThrow(wanted.topic, wanted.partition)
    checkTopicId(partition, wanted)
    partition.checkLeader(wanted.currentLeaderEpoch)
    return read(partition, wanted, maxBytes, limits.upTo, minOneMessage)
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return failedFetch(wanted, error.code)
  }
}

function checkTopicId({ log }: Partition, { topicId }: Wanted): void {
  if (topicId !== '' && log.topicId !== undefined && log.topicId !== topicId)
    throw new KafkaError('INCONSISTENT_TOPIC_ID')
}

function read({ log }: Partition, wanted: Wanted, maxBytes: number, upTo: ReadLimit, minOneMessage: boolean): Found {
  const divergingEpoch = divergence(log, wanted)
  const { records, size, abortedTransactions } =
    divergingEpoch === undefined ? log.read(wanted.fetchOffset, maxBytes, { upTo, minOneMessage }) : nothing
  return {
    wanted,
    errorCode: 0,
    highWatermark: log.highWatermark,
    lastStableOffset: log.lastStableOffset,
    logStartOffset: log.logStartOffset,
    abortedTransactions: upTo === 'lastStable' ? (abortedTransactions ?? []) : null,
    divergingEpoch,
    records,
    size,
  }
}

const nothing = { records: [], size: 0, abortedTransactions: undefined }

/** Where the fetcher's log departs from this one, if it does (KIP-595). */
function divergence(log: Partition['log'], { lastFetchedEpoch, fetchOffset }: Wanted): Found['divergingEpoch'] {
  if (lastFetchedEpoch < 0) return undefined
  const end = log.endOffsetForEpoch(lastFetchedEpoch)
  if (end === undefined) throw new KafkaError('OFFSET_OUT_OF_RANGE')
  if (end.leaderEpoch >= lastFetchedEpoch && end.endOffset >= fetchOffset) return undefined
  return { epoch: end.leaderEpoch, endOffset: end.endOffset }
}

/** How much there is to read now; undefined when the fetch should be answered whatever that is. */
export function readable(replicas: ReplicaManager, wanted: readonly Wanted[], upTo: ReadLimit): number | undefined {
  let total = 0
  for (const { topic, partition: index, currentLeaderEpoch, fetchOffset, maxBytes } of wanted) {
    const partition = replicas.partition(topic, index)
    if (!partition?.isLeader || partition.log.isOffline) return undefined
    if (currentLeaderEpoch !== -1 && currentLeaderEpoch !== partition.leaderEpoch) return undefined
    if (fetchOffset < partition.log.logStartOffset || fetchOffset > partition.log.logEndOffset) return undefined
    total += Math.min(maxBytes, partition.log.readableBytes(fetchOffset, upTo))
  }
  return total
}
