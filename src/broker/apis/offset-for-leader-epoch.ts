import { KafkaError } from '../../wire/kafka/errors.ts'
import { OffsetForLeaderEpoch, type OffsetForLeaderEpochRequest } from '../../wire/kafka/offset-for-leader-epoch.ts'
import { api, type BrokerContext } from './api.ts'

type Asked = OffsetForLeaderEpochRequest['topics'][number]['partitions'][number]

const unknown = (partition: number, errorCode: number) => ({ errorCode, partition, leaderEpoch: -1, endOffset: -1 })

function answer(
  { replicas }: BrokerContext,
  topic: string,
  { partition: index, currentLeaderEpoch, leaderEpoch }: Asked,
) {
  try {
    const partition = replicas.partitionOrThrow(topic, index)
    partition.checkLeader(currentLeaderEpoch)
    const end = partition.log.endOffsetForEpoch(leaderEpoch)
    return end === undefined ? unknown(index, 0) : { errorCode: 0, partition: index, ...end }
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return unknown(index, error.code)
  }
}

export const offsetForLeaderEpoch = api(OffsetForLeaderEpoch, {
  handle: (broker, { topics }) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((asked) => answer(broker, topic, asked)),
    })),
  }),
  failed: ({ topics }, error) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => unknown(partition, error.code)),
    })),
  }),
})
