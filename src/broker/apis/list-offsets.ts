import type { PartitionLog } from '../../log/partition-log.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import { ListOffsets, type ListOffsetsRequest, type ListOffsetsResponse } from '../../wire/kafka/list-offsets.ts'
import type { Partition } from '../replicas/partition.ts'
import { api, type BrokerContext } from './api.ts'

type Asked = ListOffsetsRequest['topics'][number]['partitions'][number]
type Answer = ListOffsetsResponse['topics'][number]['partitions'][number]

/** Timestamps that stand for something else. */
const special = { latest: -1, earliest: -2, maxTimestamp: -3, earliestLocal: -4 } as const

interface OffsetFound {
  readonly offset: number
  readonly timestamp: number
  readonly leaderEpoch: number | undefined
}

const at = (log: PartitionLog, offset: number): OffsetFound => ({
  offset,
  timestamp: -1,
  leaderEpoch: log.epochForOffset(offset) ?? log.latestEpoch,
})

/** Who asks for a consumer; others (brokers, and tools that look into any replica) see a log to its end. */
const consumerId = -1
/** Whoever asks so takes any replica's word. */
const debuggingId = -2

function latest(partition: Partition, request: ListOffsetsRequest): number {
  const { log } = partition
  if (request.replicaId !== consumerId) return log.logEndOffset
  return request.isolationLevel === 1 ? log.lastStableOffset : log.highWatermark
}

/** Undefined when no record is so late. */
function find(
  partition: Partition,
  request: ListOffsetsRequest,
  timestamp: number,
  version: number,
): OffsetFound | undefined {
  const { log, leaderEpoch } = partition
  const end = latest(partition, request)
  if (timestamp === special.latest) {
    checkKnown(partition, request, version)
    return { offset: end, timestamp: -1, leaderEpoch }
  }
  if (timestamp === special.earliest || timestamp === special.earliestLocal) return at(log, log.logStartOffset)
  const found = timestamp === special.maxTimestamp ? log.offsetOfMaxTimestamp() : log.offsetForTimestamp(timestamp)
  if (found !== undefined && found.offset < end) return found
  checkKnown(partition, request, version)
  return undefined
}

const nothing = (partitionIndex: number, code: number): Answer => ({
  partitionIndex,
  errorCode: code,
  oldStyleOffsets: [],
  timestamp: -1,
  offset: -1,
  leaderEpoch: -1,
})

/** While a new leader does not know what is committed, its consumers' end is not known either. */
function checkKnown(partition: Partition, { replicaId }: ListOffsetsRequest, version: number): void {
  if (replicaId !== consumerId || !partition.isCatchingUpEpoch) return
  throw new KafkaError(version >= 5 ? 'OFFSET_NOT_AVAILABLE' : 'LEADER_NOT_AVAILABLE')
}

function checkSupported(timestamp: number, version: number): void {
  const since = timestamp === special.maxTimestamp ? 7 : timestamp === special.earliestLocal ? 8 : 0
  if (version < since) throw new KafkaError('UNSUPPORTED_FOR_MESSAGE_FORMAT')
}

/** Version 0: bases of segments that end before the timestamp, newest first. Only the first and last are known here. */
function oldStyle(partition: Partition, request: ListOffsetsRequest, { timestamp, maxNumOffsets }: Asked): number[] {
  const { log } = partition
  if (timestamp === special.earliest) return [log.logStartOffset].slice(0, maxNumOffsets)
  const end = latest(partition, request)
  const found = timestamp === special.latest ? end : (find(partition, request, timestamp, 0)?.offset ?? end)
  return [...new Set([found, ...(found > log.logStartOffset ? [log.logStartOffset] : [])])].slice(0, maxNumOffsets)
}

function answer(
  broker: BrokerContext,
  request: ListOffsetsRequest,
  topic: string,
  asked: Asked,
  version: number,
): Answer {
  const { partitionIndex, currentLeaderEpoch, timestamp } = asked
  try {
    const partition = broker.replicas.partitionOrThrow(topic, partitionIndex)
    if (request.replicaId === debuggingId) partition.checkReplica(currentLeaderEpoch)
    else partition.checkLeader(currentLeaderEpoch)
    checkSupported(timestamp, version)
    if (version === 0) return { ...nothing(partitionIndex, 0), oldStyleOffsets: oldStyle(partition, request, asked) }
    const found = find(partition, request, timestamp, version)
    if (found === undefined) return nothing(partitionIndex, 0)
    const { offset, timestamp: when, leaderEpoch } = found
    return {
      ...nothing(partitionIndex, 0),
      offset,
      timestamp: when,
      leaderEpoch: version >= 4 ? (leaderEpoch ?? -1) : -1,
    }
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return nothing(partitionIndex, error.code)
  }
}

export const listOffsets = api(ListOffsets, {
  handle: (broker, request, { version }) => ({
    topics: request.topics.map(({ name, partitions }) => {
      const times = new Map<number, number>()
      for (const { partitionIndex } of partitions) times.set(partitionIndex, (times.get(partitionIndex) ?? 0) + 1)
      const repeated = (asked: Asked) => (times.get(asked.partitionIndex) ?? 0) > 1
      return {
        name,
        partitions: partitions.map((asked) =>
          repeated(asked)
            ? nothing(asked.partitionIndex, errorCode('INVALID_REQUEST'))
            : answer(broker, request, name, asked, version),
        ),
      }
    }),
  }),
  failed: ({ topics }, error) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => nothing(partitionIndex, error.code)),
    })),
  }),
})
