import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { describeTopics } from '../../client/admin/describe-topics.ts'
import { listReassignments } from '../../client/admin/list-reassignments.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { TopicMetadata } from '../../client/metadata.ts'
import type { NodeDescription } from '../../client/node.ts'
import { byTopic, type TopicPartition } from '../../client/topic-partition.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { called } from '../connect/called.ts'
import type { Placement } from './plan.ts'

/** A move between brokers that is under way: `replicas` are those before and after. */
export interface ActiveReassignment extends Placement {
  readonly adding: readonly number[]
  readonly removing: readonly number[]
}

/** The moves under way among the partitions, or among all. */
export async function activeReassignments(
  cluster: Cluster,
  partitions: readonly TopicPartition[] | null = null,
): Promise<ActiveReassignment[]> {
  const asked =
    partitions === null
      ? null
      : byTopic(partitions).map(({ name, partitions: list }) => {
          return { name, partitionIndexes: list.map(({ partition }) => partition) }
        })
  const topics = await called(listReassignments(cluster, asked))
  return topics.flatMap(({ name, partitions: list }) =>
    list.map(({ partitionIndex, replicas, addingReplicas, removingReplicas }) => {
      return { topic: name, partition: partitionIndex, replicas, adding: addingReplicas, removing: removingReplicas }
    }),
  )
}

export async function liveBrokers(cluster: Cluster): Promise<readonly NodeDescription[]> {
  return (await called(describeCluster(cluster))).brokers
}

/** Where all partitions of the topics are. Throws CallFailed when one does not exist. */
export async function placementsOfTopics(cluster: Cluster, topics: readonly string[]): Promise<Placement[]> {
  const inMapOrder = hashOrder(topics, (topic) => topic, javaMapSize)
  const described = await called(describeTopics(cluster, inMapOrder).then((found) => requireAll(named(found))))
  return [...described].flatMap(([topic, { partitions }]) =>
    [...partitions]
      .sort((a, b) => a.partitionIndex - b.partitionIndex)
      .map(({ partitionIndex, replicaNodes }) => ({ topic, partition: partitionIndex, replicas: replicaNodes })),
  )
}

/** A missing topic in the words of Kafka's admin client. */
function named(found: ReadonlyMap<string, TopicMetadata | Error>): Map<string, TopicMetadata | Error> {
  return new Map(
    [...found].map(([name, outcome]) => {
      const isMissing = outcome instanceof KafkaError && outcome.errorName === 'UNKNOWN_TOPIC_OR_PARTITION'
      return [name, isMissing ? new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', `Topic ${name} not found.`) : outcome]
    }),
  )
}
