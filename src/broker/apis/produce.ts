import { RecordValidationError } from '../../log/append/record-error.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import { Produce, type ProduceRequest } from '../../wire/kafka/produce.ts'
import { batchAt } from '../../wire/records/batch.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { delayed } from '../delayed/delayed.ts'
import type { Partition } from '../replicas/partition.ts'
import { isInternalTopic } from '../topics/names.ts'
import { api, type BrokerContext, closeConnection, noAnswer, type RequestContext } from './api.ts'
import { currentLeader, leaderEndpoints } from './current-leader.ts'

type Topic = ProduceRequest['topicData'][number]
type Responses = InputOf<typeof Produce.response>['responses']
type PartitionResponse = Responses[number]['partitionResponses'][number]

/** Waiting for other replicas may turn it into an error. */
interface Result extends PartitionResponse {
  errorCode: number
  baseOffset: number
}

/** A partition whose records are written here, and have to reach its other replicas. */
interface Pending {
  readonly partition: Partition
  readonly result: Result
  /** The offset that the high watermark has to reach. */
  readonly required: number
}

const zstd = 4

/** From version 3 on a partition gets exactly one batch of format 2. Throws Kafka's errors. */
function checkFormat(records: Buffer, version: number): void {
  if (version < 3) return
  const batch = firstBatch(records)
  if (batch === undefined) {
    throw new KafkaError(
      'INVALID_RECORD',
      `Produce requests with version ${version} must have at least one record batch per partition`,
    )
  }
  if (batch.magic !== 2) {
    throw new KafkaError(
      'INVALID_RECORD',
      `Produce requests with version ${version} are only allowed to contain record batches with magic version 2`,
    )
  }
  if (batch.end !== records.length) {
    throw new KafkaError(
      'INVALID_RECORD',
      `Produce requests with version ${version} are only allowed to contain exactly one record batch per partition`,
    )
  }
  if (version < 7 && (batch.attributes & 7) === zstd) throw new KafkaError('UNSUPPORTED_COMPRESSION_TYPE')
}

function firstBatch(records: Buffer) {
  try {
    return batchAt(records, 0)
  } catch (error) {
    throw error instanceof CorruptRecordError ? new KafkaError('CORRUPT_MESSAGE', error.message) : error
  }
}

const failure = (index: number, error: KafkaError): Result => ({
  index,
  errorCode: error.code,
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
  recordErrors:
    error instanceof RecordValidationError
      ? error.recordErrors.map(({ batchIndex, message }) => ({ batchIndex, batchIndexErrorMessage: message }))
      : [],
  errorMessage: error instanceof RecordValidationError ? error.message : null,
})

/** Writes one partition's records. Throws `KafkaError`. */
function append(
  { replicas, traffic }: BrokerContext,
  topic: string,
  index: number,
  records: Buffer,
  acks: number,
  { version, clientId }: RequestContext,
): Pending {
  const partition = replicas.partitionOrThrow(topic, index)
  checkFormat(records, version)
  if (isInternalTopic(topic) && clientId !== '__admin_client') {
    throw new KafkaError('INVALID_TOPIC_EXCEPTION', `Cannot append to internal topic ${topic}`)
  }
  const { firstOffset, lastOffset, logAppendTime, logStartOffset } = partition.append(records, acks)
  traffic.stored(lastOffset - firstOffset + 1, records.length)
  const result: Result = {
    index,
    errorCode: 0,
    baseOffset: firstOffset,
    logAppendTimeMs: logAppendTime,
    logStartOffset,
    recordErrors: [],
  }
  return { partition, result, required: lastOffset + 1 }
}

const empty = Buffer.alloc(0)

/** Waits until all replicas in sync have what was written. */
function committed(broker: BrokerContext, pending: readonly Pending[], timeoutMs: number): undefined | Promise<void> {
  let waiting = pending.filter(({ partition, result, required }) => !settled(partition, result, required))
  if (waiting.length === 0) return undefined
  const settle = () => {
    waiting = waiting.filter(({ partition, result, required }) => !settled(partition, result, required))
    return waiting.length === 0 ? true : undefined
  }
  const outcome = delayed({
    clock: broker.clock,
    timeoutMs,
    rooms: waiting.map(({ partition }) => partition.room),
    tryComplete: settle,
    expired: () => {
      for (const { result } of waiting) {
        result.errorCode = errorCode('REQUEST_TIMED_OUT')
        result.baseOffset = -1
      }
      return true
    },
  })
  return outcome === true ? undefined : Promise.resolve(outcome).then(() => undefined)
}

function settled(partition: Partition, result: Result, required: number): boolean {
  try {
    return partition.committed(required) === true
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    result.errorCode = error.code
    result.baseOffset = -1
    return true
  }
}

export const produce = api(Produce, {
  handle: (broker, request, context) => {
    const { acks, topicData, timeoutMs } = request
    if (acks < -1 || acks > 1) throw new KafkaError('INVALID_REQUIRED_ACKS')
    const pending: Pending[] = []
    let failures = 0
    const attempt = ({ name }: Topic, index: number, records: Buffer | null): Result => {
      try {
        const written = append(broker, name, index, records ?? empty, acks, context)
        pending.push(written)
        return written.result
      } catch (error) {
        failures++
        return refusal(broker, name, index, error, context)
      }
    }
    const responses = topicData.map((topic) => ({
      name: topic.name,
      partitionResponses: topic.partitionData.map(({ index, records }) => attempt(topic, index, records)),
    }))
    if (acks === 0) return failures > 0 ? closeConnection : noAnswer
    // Only a refusal names another leader, and only from version 10 on (KIP-951).
    const endpoints = () => leaderEndpoints(broker, context, leadersIn(responses))
    const body = () => ({ responses, nodeEndpoints: failures > 0 ? endpoints() : [] })
    const wait = acks === -1 && pending.length > 0 ? committed(broker, pending, timeoutMs) : undefined
    return wait === undefined ? body() : wait.then(body)
  },
  failed: ({ topicData }, error) => ({
    responses: topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) => failure(index, error)),
    })),
    nodeEndpoints: [],
  }),
})

function refusal(broker: BrokerContext, topic: string, index: number, error: unknown, context: RequestContext): Result {
  if (!(error instanceof KafkaError)) {
    const text = error instanceof Error ? error.stack : error
    broker.logger
      .named('kafka.server.ReplicaManager')
      .error(`Error processing append operation on partition ${topic}-${index}: ${text}`)
    return failure(index, new KafkaError('UNKNOWN_SERVER_ERROR'))
  }
  const result = failure(index, error)
  if (context.version < 10 || error.errorName !== 'NOT_LEADER_OR_FOLLOWER') return result
  return { ...result, currentLeader: currentLeader(broker, topic, index) }
}

const leadersIn = (responses: Responses): number[] =>
  responses.flatMap(({ partitionResponses }) =>
    partitionResponses.map((result) => result.currentLeader?.leaderId ?? -1),
  )
