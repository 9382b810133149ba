import { DeleteRecords, type DeleteRecordsRequest } from '../../wire/kafka/delete-records.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { isInternalTopic } from '../topics/names.ts'
import { api, type BrokerContext } from './api.ts'

type Asked = DeleteRecordsRequest['topics'][number]['partitions'][number]

const unknownOffset = -1

/** A leader that is alone has moved the start everywhere when it has moved its own. */
function remove({ replicas }: BrokerContext, topic: string, { partitionIndex, offset }: Asked) {
  try {
    const partition = replicas.partitionOrThrow(topic, partitionIndex)
    if (isInternalTopic(topic)) throw new KafkaError('INVALID_TOPIC_EXCEPTION')
    return { partitionIndex, lowWatermark: partition.deleteRecordsBefore(offset), errorCode: 0 }
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return { partitionIndex, lowWatermark: unknownOffset, errorCode: error.code }
  }
}

export const deleteRecords = api(DeleteRecords, {
  handle: (broker, { topics }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => remove(broker, name, asked)),
    })),
  }),
  failed: ({ topics }, error) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({
        partitionIndex,
        lowWatermark: unknownOffset,
        errorCode: error.code,
      })),
    })),
  }),
})
