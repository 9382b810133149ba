import { DescribeProducers } from '../../wire/kafka/describe-producers.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { api, type BrokerContext, errorText, permission, type RequestContext } from './api.ts'

type Answer = InputOf<typeof DescribeProducers.response>['topics'][number]['partitions'][number]

export const describeProducers = api(DescribeProducers, {
  handle: (broker, { topics }, context) => ({
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((index) => describe(broker, context, name, index)),
    })),
  }),
  failed: ({ topics }, error) => ({
    topics: topics.map(({ name, partitionIndexes }) => ({
      name,
      partitions: partitionIndexes.map((index) => refused(index, error)),
    })),
  }),
})

/** Producers with an id that this replica remembers: a follower tells of its own, as in Kafka. */
function describe(broker: BrokerContext, context: RequestContext, topic: string, partitionIndex: number): Answer {
  try {
    if (!broker.authoriser.allows(context, permission('Read', 'Topic', topic))) {
      throw new KafkaError('TOPIC_AUTHORIZATION_FAILED')
    }
    const partition = broker.replicas.partitionOrThrow(topic, partitionIndex)
    if (partition.log.isOffline) throw new KafkaError('KAFKA_STORAGE_ERROR')
    const activeProducers = partition.log.activeProducers.map(({ currentTransactionStartOffset, ...producer }) => ({
      ...producer,
      currentTxnStartOffset: currentTransactionStartOffset,
    }))
    return { partitionIndex, errorCode: 0, errorMessage: null, activeProducers }
  } catch (error) {
    if (error instanceof KafkaError) return refused(partitionIndex, error)
    throw error
  }
}

const refused = (partitionIndex: number, error: KafkaError): Answer => ({
  partitionIndex,
  errorCode: error.code,
  errorMessage: errorText(error),
  activeProducers: [],
})
