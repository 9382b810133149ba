import { DeleteRecords, type DeleteRecordsRequest } from '../../wire/kafka/delete-records.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import { delayed } from '../delayed/delayed.ts'
import type { Partition } from '../replicas/partition.ts'
import { isInternalTopic } from '../topics/names.ts'
import { api, type BrokerContext } from './api.ts'

type Asked = DeleteRecordsRequest['topics'][number]['partitions'][number]

interface Result {
  readonly partitionIndex: number
  lowWatermark: number
  errorCode: number
}

/** A partition whose start moved here, and has to move at its other replicas. */
interface Pending {
  readonly partition: Partition
  readonly required: number
  readonly result: Result
}

const unknownOffset = -1

const failure = (partitionIndex: number, code: number): Result => ({
  partitionIndex,
  lowWatermark: unknownOffset,
  errorCode: code,
})

function remove({ replicas }: BrokerContext, topic: string, { partitionIndex, offset }: Asked): Pending | Result {
  try {
    const partition = replicas.partitionOrThrow(topic, partitionIndex)
    if (isInternalTopic(topic)) throw new KafkaError('INVALID_TOPIC_EXCEPTION')
    const required = partition.deleteRecordsBefore(offset)
    return { partition, required, result: failure(partitionIndex, 0) }
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return failure(partitionIndex, error.code)
  }
}

/** Whether no live replica has the records any more, or nobody will ever know. */
function isDone({ partition, required, result }: Pending): boolean {
  try {
    partition.checkLeader()
    result.lowWatermark = partition.leadership?.lowWatermark ?? unknownOffset
    return result.lowWatermark >= required
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    result.errorCode = error.code
    return true
  }
}

/** Waits until the starts of all live replicas are where they were asked to be. */
async function removedEverywhere({ clock }: BrokerContext, pending: readonly Pending[], timeoutMs: number) {
  let waiting = pending
  await delayed({
    clock,
    timeoutMs,
    rooms: pending.map(({ partition }) => partition.room),
    tryComplete: () => {
      waiting = waiting.filter((one) => !isDone(one))
      return waiting.length === 0 ? true : undefined
    },
    expired: () => {
      for (const { result } of waiting) result.errorCode = errorCode('REQUEST_TIMED_OUT')
      return true
    },
  })
}

export const deleteRecords = api(DeleteRecords, {
  handle: async (broker, { topics, timeoutMs }) => {
    const pending: Pending[] = []
    const attempt = (topic: string, asked: Asked): Result => {
      const removed = remove(broker, topic, asked)
      if (!('partition' in removed)) return removed
      pending.push(removed)
      return removed.result
    }
    const results = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => attempt(name, asked)),
    }))
    await removedEverywhere(broker, pending, timeoutMs)
    return { topics: results }
  },
  failed: ({ topics }, error) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => failure(partitionIndex, error.code)),
    })),
  }),
})
