import type { MetadataResponse } from '../wire/kafka/metadata.ts'
import type { NodeDescription } from './node.ts'

export type TopicMetadata = MetadataResponse['topics'][number]
export type PartitionMetadata = TopicMetadata['partitions'][number]

/** What the client last heard of the cluster. A new answer makes a new value. */
export interface Metadata {
  readonly clusterId: string | null
  /** −1 while there is none, or while it is not known. */
  readonly controllerId: number
  readonly brokers: ReadonlyMap<number, NodeDescription>
  /** By name; also those with an error in place of partitions. */
  readonly topics: ReadonlyMap<string, TopicMetadata>
}

export const noMetadata: Metadata = { clusterId: null, controllerId: -1, brokers: new Map(), topics: new Map() }

/** The knowledge after an answer: its brokers and controller, and its topics over the old ones (in place of them when all were asked for). */
export function withAnswer(before: Metadata, answer: MetadataResponse, allTopics: boolean): Metadata {
  const topics = new Map(allTopics ? [] : before.topics)
  for (const topic of answer.topics) {
    if (topic.name !== null) topics.set(topic.name, withoutRelapse(before.topics.get(topic.name), topic))
  }
  return {
    clusterId: answer.clusterId,
    controllerId: answer.controllerId,
    brokers: new Map(answer.brokers.map(({ nodeId, host, port, rack }) => [nodeId, { id: nodeId, host, port, rack }])),
    topics,
  }
}

/** A broker that lags behind tells of leaders that are no longer: of each partition the newest leader epoch counts (KIP-320). */
function withoutRelapse(known: TopicMetadata | undefined, heard: TopicMetadata): TopicMetadata {
  if (known === undefined || known.topicId !== heard.topicId) return heard
  const epochs = new Map(known.partitions.map((partition) => [partition.partitionIndex, partition]))
  const isRelapse = (partition: PartitionMetadata) =>
    partition.leaderEpoch < (epochs.get(partition.partitionIndex)?.leaderEpoch ?? -1)
  if (!heard.partitions.some(isRelapse)) return heard
  const newest = (partition: PartitionMetadata) =>
    isRelapse(partition) ? (epochs.get(partition.partitionIndex) ?? partition) : partition
  return { ...heard, partitions: heard.partitions.map(newest) }
}
