import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import { OffsetForLeaderEpoch, type OffsetForLeaderEpochRequest } from '../../wire/kafka/offset-for-leader-epoch.ts'
import { api, type BrokerContext, onCluster, permission, type RequestContext } from './api.ts'

type Asked = OffsetForLeaderEpochRequest['topics'][number]['partitions'][number]

const unknown = (partition: number, errorCode: number) => ({ errorCode, partition, leaderEpoch: -1, endOffset: -1 })

/** Consumers ask about topics that they may see; brokers act for the cluster. */
const mayAsk = ({ authoriser }: BrokerContext, context: RequestContext, topic: string) =>
  authoriser.allows(context, onCluster('ClusterAction')) ||
  authoriser.allows(context, permission('Describe', 'Topic', topic))

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
  handle: (broker, { topics }, context) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: mayAsk(broker, context, topic)
        ? partitions.map((asked) => answer(broker, topic, asked))
        : partitions.map(({ partition }) => unknown(partition, errorCode('TOPIC_AUTHORIZATION_FAILED'))),
    })),
  }),
  failed: ({ topics }, error) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => unknown(partition, error.code)),
    })),
  }),
})
