import { readAll } from '../../log/read-all.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import type { Fetch } from '../../wire/kafka/fetch.ts'
import { downConvert, UnsupportedCompressionError } from '../../wire/records/conversion.ts'
import { type InputOf, zeroUuid } from '../../wire/schema/index.ts'
import type { RequestContext } from '../apis/api.ts'
import { currentLeader, leaderEndpoints } from '../apis/current-leader.ts'
import type { BrokerContext } from '../context.ts'
import type { Found } from './found.ts'

export type Answer = InputOf<typeof Fetch.response>
type Topic = Answer['responses'][number]
type PartitionData = Topic['partitions'][number]

export const noRecords = Buffer.alloc(0)
const wrongLeader = new Set([errorCode('NOT_LEADER_OR_FOLLOWER'), errorCode('FENCED_LEADER_EPOCH')])
/** Since this version an answer says who leads, where the fetcher is wrong about it (KIP-951). */
const versionWithHints = 16

/** The answer that tells of these partitions, in their order. */
export function answerOf(
  broker: BrokerContext,
  context: RequestContext,
  found: readonly Found[],
  sessionId: number,
): Answer {
  const responses: { topic: string; topicId: string; partitions: PartitionData[] }[] = []
  const leaders: number[] = []
  for (const one of found) {
    const { topic, topicId: id } = one.asked.wanted
    const topicId = id === '' ? zeroUuid : id
    const last = responses.at(-1)
    const data = partitionData(broker, context, one)
    if (data.currentLeader !== undefined) leaders.push(data.currentLeader.leaderId ?? -1)
    if (last !== undefined && last.topic === topic && last.topicId === topicId) last.partitions.push(data)
    else responses.push({ topic, topicId, partitions: [data] })
  }
  return { errorCode: 0, sessionId, responses, nodeEndpoints: leaderEndpoints(broker, context, leaders) }
}

function partitionData(broker: BrokerContext, { version }: RequestContext, found: Found): PartitionData {
  const { wanted } = found.asked
  const converted = version < 4 && found.size > 0 ? forOldConsumer(broker, found, version) : found
  const data: PartitionData = {
    partitionIndex: wanted.partition,
    errorCode: codeFor(version, converted.errorCode),
    highWatermark: found.highWatermark,
    lastStableOffset: found.lastStableOffset,
    logStartOffset: found.logStartOffset,
    abortedTransactions: found.abortedTransactions,
    preferredReadReplica: found.preferredReadReplica,
    records: converted.records.length === 0 ? noRecords : converted.records,
  }
  if (found.divergingEpoch !== undefined) return { ...data, divergingEpoch: found.divergingEpoch }
  if (version < versionWithHints || !wrongLeader.has(found.errorCode)) return data
  return { ...data, currentLeader: currentLeader(broker, wanted.topic, wanted.partition) }
}

/** Versions before 6 have no word for a broken disk. */
const codeFor = (version: number, code: number) =>
  version <= 5 && code === errorCode('KAFKA_STORAGE_ERROR') ? errorCode('NOT_LEADER_OR_FOLLOWER') : code

/** Consumers before 0.11 read message sets: magic 0 up to version 1, magic 1 up to version 3. */
function forOldConsumer(broker: BrokerContext, found: Found, version: number): Pick<Found, 'records' | 'errorCode'> {
  const { topic, fetchOffset } = found.asked.wanted
  if (!broker.overrides.logConfigOf(topic).messageDownconversionEnable) {
    return { records: [], errorCode: errorCode('UNSUPPORTED_VERSION') }
  }
  try {
    const bytes = readAll({ records: found.records, size: found.size, firstEntryIncomplete: false })
    return { records: [downConvert(bytes, version <= 1 ? 0 : 1, fetchOffset)], errorCode: 0 }
  } catch (error) {
    if (!(error instanceof UnsupportedCompressionError)) throw error
    return { records: [], errorCode: errorCode('UNSUPPORTED_COMPRESSION_TYPE') }
  }
}
