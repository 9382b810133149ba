import { type ErrorName, errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import { Metadata, type MetadataRequest } from '../../wire/kafka/metadata.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { type CachedPartition, type CachedTopic, noTopicId } from '../metadata/cache.ts'
import { isInternalTopic, validateTopicName } from '../topics/names.ts'
import { api, type BrokerContext, type RequestContext } from './api.ts'
import { clusterOperations, topicOperations } from './authorized-operations.ts'

type Response = InputOf<typeof Metadata.response>
type Topic = Response['topics'][number]
type Partition = Topic['partitions'][number]

/** Undefined asks for all topics: null since version 1, an empty list before. */
function asked({ topics }: MetadataRequest, version: number): NonNullable<MetadataRequest['topics']> | undefined {
  if (topics === null) return undefined
  return version === 0 && topics.length === 0 ? undefined : topics
}

function partitionOf(broker: BrokerContext, partition: CachedPartition, context: RequestContext): Partition {
  const { metadata } = broker
  const alive = (ids: readonly number[]) =>
    context.version === 0 ? ids.filter((id) => metadata.isAlive(id)) : [...ids]
  return {
    errorCode: errorCode(leaderProblem(broker, partition, context) ?? 'NONE'),
    partitionIndex: partition.partition,
    leaderId: metadata.endpoint(partition.leader, context.listener) === undefined ? -1 : partition.leader,
    leaderEpoch: partition.leaderEpoch,
    replicaNodes: alive(partition.replicas),
    isrNodes: alive(partition.isr),
    offlineReplicas: [...partition.offlineReplicas],
  }
}

function leaderProblem(
  { metadata }: BrokerContext,
  { leader, replicas, isr }: CachedPartition,
  { version, listener }: RequestContext,
): ErrorName | undefined {
  if (metadata.endpoint(leader, listener) === undefined) {
    return metadata.isAlive(leader) && version >= 6 ? 'LISTENER_NOT_FOUND' : 'LEADER_NOT_AVAILABLE'
  }
  if (version > 0) return undefined
  return [...replicas, ...isr].every((id) => metadata.isAlive(id)) ? undefined : 'REPLICA_NOT_AVAILABLE'
}

function topicOf(broker: BrokerContext, topic: CachedTopic, request: MetadataRequest, context: RequestContext): Topic {
  const partitions = [...topic.partitions.values()]
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: isInternalTopic(topic.name),
    partitions: partitions.map((partition) => partitionOf(broker, partition, context)),
    topicAuthorizedOperations: topicOperations(request.includeTopicAuthorizedOperations),
  }
}

const withoutTopic = (name: string | null, topicId: string, error: ErrorName): Topic => ({
  errorCode: errorCode(error),
  name,
  topicId,
  isInternal: name !== null && isInternalTopic(name),
  partitions: [],
})

/** What is said of a topic that is not known: it may be made on the way. */
async function unknownTopic(broker: BrokerContext, name: string, mayCreate: boolean): Promise<Topic> {
  try {
    validateTopicName(name)
    if (!mayCreate) return withoutTopic(name, noTopicId, 'UNKNOWN_TOPIC_OR_PARTITION')
    await broker.autoTopics.create(name)
    return withoutTopic(name, noTopicId, 'LEADER_NOT_AVAILABLE')
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return withoutTopic(name, noTopicId, error.errorName)
  }
}

function namedTopic(
  broker: BrokerContext,
  { name, topicId }: { name: string | null; topicId: string },
  request: MetadataRequest,
  context: RequestContext,
): Topic | Promise<Topic> {
  const { metadata, config } = broker
  const known = topicId === noTopicId ? name : metadata.topicName(topicId)
  if (known === undefined || known === null) return withoutTopic(null, topicId, 'UNKNOWN_TOPIC_ID')
  const topic = metadata.topic(known)
  if (topic !== undefined) return topicOf(broker, topic, request, context)
  const mayCreate =
    request.allowAutoTopicCreation && (config.get('auto.create.topics.enable') || isInternalTopic(known))
  return unknownTopic(broker, known, mayCreate)
}

export const metadata = api(Metadata, {
  handle: (broker, request, context) => {
    const body = (topics: Topic[]): Response => ({
      brokers: broker.metadata
        .nodes(context.listener)
        .map(({ id, host, port, rack }) => ({ nodeId: id, host, port, rack })),
      clusterId: broker.clusterId,
      controllerId: broker.metadata.controllerId ?? -1,
      topics,
      clusterAuthorizedOperations: clusterOperations(request.includeClusterAuthorizedOperations),
    })
    const names = asked(request, context.version)
    if (names === undefined) {
      return body([...broker.metadata.topics()].map((topic) => topicOf(broker, topic, request, context)))
    }
    if (context.version < 12 && names.some(({ name, topicId }) => name === null || topicId !== noTopicId))
      throw new KafkaError('INVALID_REQUEST')
    const topics = names.map((one) => namedTopic(broker, one, request, context))
    if (topics.every((topic): topic is Topic => !(topic instanceof Promise))) return body(topics)
    return Promise.all(topics).then(body)
  },
  failed: ({ topics }, error) => ({
    brokers: [],
    clusterId: null,
    controllerId: -1,
    topics: (topics ?? []).map(({ name, topicId }) => withoutTopic(name ?? '', topicId, error.errorName)),
  }),
})
