import { CreateTopics, CreateTopicsRequest, type CreateTopicsResponse } from '../../wire/kafka/create-topics.ts'
import type { Cluster } from '../cluster.ts'
import { unsupportedVersionError } from '../errors.ts'
import type { CallOptions } from './call.ts'
import { controllerOutcomes, runControllerCall } from './controller-call.ts'
import { type Outcome, unrepresentable } from './outcome.ts'

export interface NewTopic {
  readonly name: string
  /** The broker's num.partitions when left out. */
  readonly partitions?: number | undefined
  /** The broker's default.replication.factor when left out. */
  readonly replicationFactor?: number | undefined
  /** Broker ids by partition, in place of the two numbers. */
  readonly assignments?: ReadonlyMap<number, readonly number[]>
  readonly configs?: ReadonlyMap<string, string>
}

export interface CreateTopicsOptions extends CallOptions {
  readonly validateOnly?: boolean
}

export type CreatedTopic = CreateTopicsResponse['topics'][number]

/** Creates the topics, each for itself; the outcomes come by name. */
export async function createTopics(
  cluster: Cluster,
  topics: readonly NewTopic[],
  options: CreateTopicsOptions = {},
): Promise<Map<string, Outcome<CreatedTopic>>> {
  const nameless = topics.filter(({ name }) => name === '')
  const named = topics.filter(({ name }) => name !== '')
  const outcomes = new Map<string, Outcome<CreatedTopic>>(nameless.map(({ name }) => [name, unrepresentable(name)]))
  if (named.length === 0) return outcomes
  const created = await runControllerCall(cluster, 'createTopics', options, async (connection, timeoutMs, answerMs) => {
    const version = connection.version(CreateTopicsRequest, options.validateOnly ? 1 : 0)
    if (version < firstWithDefaults) refuseDefaults(named)
    const body = { topics: named.map(creatable), timeoutMs, validateOnly: options.validateOnly ?? false }
    const answer = await connection.send(CreateTopics, version, body, answerMs)
    return controllerOutcomes(
      answer.topics,
      ({ name }) => name,
      (topic) => topic,
    )
  })
  return new Map([...outcomes, ...created])
}

/** Since 2.4 the broker fills in what the client leaves out (KIP-464). */
const firstWithDefaults = 4

function refuseDefaults(topics: readonly NewTopic[]): void {
  const names = topics
    .filter(({ assignments = new Map() }) => assignments.size === 0)
    .filter(({ partitions, replicationFactor }) => partitions === undefined || replicationFactor === undefined)
    .map(({ name }) => name)
  if (names.length === 0) return
  throw unsupportedVersionError(
    `Creating topics with default partitions/replication factor are only supported in CreateTopicRequest version 4+. The following topics need values for partitions and replicas: [${names.join(', ')}]`,
  )
}

function creatable({ name, partitions, replicationFactor, assignments = new Map(), configs = new Map() }: NewTopic) {
  return {
    name,
    numPartitions: partitions ?? -1,
    replicationFactor: replicationFactor ?? -1,
    assignments: [...assignments].map(([partitionIndex, brokerIds]) => ({ partitionIndex, brokerIds })),
    configs: [...configs].map(([key, value]) => ({ name: key, value })),
  }
}
