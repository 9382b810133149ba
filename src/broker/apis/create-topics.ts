import { CreateTopics, type CreateTopicsRequest } from '../../wire/kafka/create-topics.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { ConfigFault } from '../configs/config-fault.ts'
import { topicConfigEntries } from '../configs/describe-topic.ts'
import { checkTopicConfig, UnknownTopicConfigError } from '../configs/topic-config.ts'
import { noTopicId } from '../metadata/cache.ts'
import { isReservedTopic } from '../topics/names.ts'
import { api, type BrokerContext, errorText } from './api.ts'
import { awaitMetadata } from './await-metadata.ts'
import { requireController } from './requires-controller.ts'

type Asked = CreateTopicsRequest['topics'][number]
type Result = InputOf<typeof CreateTopics.response>['topics'][number]

/** A checked topic: who will have its partitions, and its settings. */
interface Plan {
  readonly replicas: readonly (readonly number[])[]
  readonly config: ReadonlyMap<string, string>
}

const refused = (name: string, error: KafkaError): Result => ({
  name,
  topicId: noTopicId,
  errorCode: error.code,
  // Kafka says nothing of its own where the client has to ask another broker.
  errorMessage: error.errorName === 'NOT_CONTROLLER' ? '' : errorText(error),
  topicConfigErrorCode: 0,
  numPartitions: -1,
  replicationFactor: -1,
  configs: [],
})

function configOf({ configs }: Asked): Map<string, string> {
  const absent = configs.filter(({ value }) => value === null).map(({ name }) => name)
  if (absent.length > 0) {
    throw new KafkaError('INVALID_CONFIG', `Null value not supported for topic configs: ${absent.join(',')}`)
  }
  const config = new Map(configs.map(({ name, value }) => [name, value ?? '']))
  try {
    checkTopicConfig(config)
  } catch (error) {
    if (error instanceof ConfigFault || error instanceof UnknownTopicConfigError) {
      throw new KafkaError('INVALID_CONFIG', error.message)
    }
    throw error
  }
  return config
}

function replicasOf({ topics, config }: BrokerContext, asked: Asked): number[][] {
  const { numPartitions, replicationFactor, assignments } = asked
  if (assignments.length > 0) {
    if (numPartitions !== -1 || replicationFactor !== -1) {
      throw new KafkaError(
        'INVALID_REQUEST',
        'Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used at the same time.',
      )
    }
    return assignedReplicas(assignments)
  }
  return topics.place(
    numPartitions === -1 ? config.get('num.partitions') : numPartitions,
    replicationFactor === -1 ? config.get('default.replication.factor') : replicationFactor,
  )
}

function assignedReplicas(assignments: Asked['assignments']): number[][] {
  const refuse = (message: string) => new KafkaError('INVALID_REPLICA_ASSIGNMENT', message)
  const sorted = [...assignments].sort((a, b) => a.partitionIndex - b.partitionIndex)
  for (const { brokerIds } of sorted) {
    if (new Set(brokerIds).size !== brokerIds.length) {
      throw refuse(`Duplicate replica assignment found: ${shownAssignment(sorted)}`)
    }
  }
  if (new Set(sorted.map(({ brokerIds }) => brokerIds.length)).size !== 1) {
    throw refuse('All partitions should have the same number of replicas')
  }
  if (sorted.some(({ partitionIndex }, index) => partitionIndex !== index)) {
    throw refuse('partitions should be a consecutive 0-based integer sequence')
  }
  return sorted.map(({ brokerIds }) => [...brokerIds])
}

const shownAssignment = (assignments: Asked['assignments']) =>
  `Map(${assignments.map(({ partitionIndex, brokerIds }) => `${partitionIndex} -> ArrayBuffer(${brokerIds.join(', ')})`).join(', ')})`

async function plan(broker: BrokerContext, asked: Asked): Promise<Plan> {
  if (isReservedTopic(asked.name)) throw new KafkaError('TOPIC_AUTHORIZATION_FAILED', 'Authorization failed.')
  if (broker.metadata.topic(asked.name) !== undefined) {
    throw new KafkaError('TOPIC_ALREADY_EXISTS', `Topic '${asked.name}' already exists.`)
  }
  const absent = asked.configs.some(({ value }) => value === null)
  const early = absent ? configOf(asked) : undefined
  const replicas = replicasOf(broker, asked)
  await broker.topics.checkNew(asked.name)
  return { replicas, config: early ?? configOf(asked) }
}

async function create(broker: BrokerContext, asked: Asked, validateOnly: boolean): Promise<Result> {
  try {
    const { replicas, config } = await plan(broker, asked)
    const topicId = validateOnly ? noTopicId : await broker.topics.create(asked.name, replicas, config)
    return {
      name: asked.name,
      topicId,
      errorCode: 0,
      errorMessage: null,
      topicConfigErrorCode: 0,
      numPartitions: replicas.length,
      replicationFactor: replicas[0]?.length ?? -1,
      configs: topicConfigEntries(broker.config, config),
    }
  } catch (error) {
    if (error instanceof KafkaError) return refused(asked.name, error)
    return refused(asked.name, new KafkaError('UNKNOWN_SERVER_ERROR', error instanceof Error ? error.message : null))
  }
}

/** All partitions have a leader as far as this broker knows. */
function isReady({ metadata }: BrokerContext, { name, numPartitions }: Result): boolean {
  const topic = metadata.topic(name)
  if (topic === undefined || topic.partitions.size < (numPartitions ?? 0)) return false
  for (const { leader } of topic.partitions.values()) if (leader < 0) return false
  return true
}

export const createTopics = api(CreateTopics, {
  handle: async (broker, request) => {
    requireController(broker)
    const times = new Map<string, number>()
    for (const { name } of request.topics) times.set(name, (times.get(name) ?? 0) + 1)
    const results = await Promise.all(
      [...new Map(request.topics.map((asked) => [asked.name, asked])).values()].map((asked) =>
        (times.get(asked.name) ?? 0) > 1
          ? refused(asked.name, new KafkaError('INVALID_REQUEST', 'Found multiple entries for this topic.'))
          : create(broker, asked, request.validateOnly),
      ),
    )
    const made = results.filter((result) => result.errorCode === 0)
    if (request.validateOnly || made.length === 0) return { topics: results }
    const ready = await awaitMetadata(broker, request.timeoutMs, () => made.every((result) => isReady(broker, result)))
    if (ready) return { topics: results }
    const late = (result: Result) => result.errorCode === 0 && (request.timeoutMs <= 0 || !isReady(broker, result))
    return {
      topics: results.map((result) =>
        late(result) ? { ...result, errorCode: errorCode('REQUEST_TIMED_OUT'), errorMessage: null } : result,
      ),
    }
  },
  failed: ({ topics }, error) => ({ topics: topics.map(({ name }) => refused(name, error)) }),
})
