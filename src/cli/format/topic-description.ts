import { zeroUuid } from '../../base/uuid.ts'
import type { ConfigEntry } from '../../client/admin/describe-configs.ts'
import type { PartitionMetadata, TopicMetadata } from '../../client/metadata.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { describedTopic } from '../topics/results.ts'

export interface PartitionDescription {
  readonly topic: string
  readonly info: PartitionMetadata
  /** Replicas on their way in and out, while the partition moves. */
  readonly moving: { readonly adding: readonly number[]; readonly removing: readonly number[] } | undefined
}

export interface TopicDescription {
  readonly topic: TopicMetadata
  readonly replicationFactor: number
  /** Settings of its own. */
  readonly overrides: readonly ConfigEntry[]
  /** Those that were asked for. */
  readonly partitions: readonly PartitionDescription[]
  /** Whether the topic itself was asked for, not only some of its partitions. */
  readonly isWhole: boolean
}

/** The topic's line, where it was asked for, and those of the partitions. */
export function formatTopicDescription(description: TopicDescription): string {
  const lines = description.partitions.map(formatPartition)
  if (description.isWhole) lines.unshift(formatTopic(description))
  return lines.map((line) => `${line}\n`).join('')
}

export function topicDescriptionObject(description: TopicDescription): ValueOf<typeof describedTopic> {
  const { topic, replicationFactor, overrides, partitions } = description
  return {
    topic: topic.name ?? '',
    topicId: topic.topicId,
    partitionCount: topic.partitions.length,
    replicationFactor,
    configs: Object.fromEntries(overrides.map(({ name, value }) => [name, value ?? ''])),
    partitions: partitions.map(({ info, moving }) => ({
      partition: info.partitionIndex,
      leader: info.leaderId < 0 ? null : info.leaderId,
      replicas: info.replicaNodes,
      isr: info.isrNodes,
      addingReplicas: moving?.adding ?? [],
      removingReplicas: moving?.removing ?? [],
    })),
  }
}

/** Brokers before 2.8 have no topic ids (KIP-516). `Topic: t	TopicId: …	PartitionCount: 1	ReplicationFactor: 1	Configs: a=b,c=d` */
function formatTopic({ topic, replicationFactor, overrides }: TopicDescription): string {
  const configs = overrides.map(({ name, value }) => `${name}=${value}`).join(',')
  return [
    `Topic: ${topic.name}`,
    ...(topic.topicId === zeroUuid ? [] : [`TopicId: ${topic.topicId}`]),
    `PartitionCount: ${topic.partitions.length}`,
    `ReplicationFactor: ${replicationFactor}`,
    `Configs: ${configs}`,
  ].join('\t')
}

/** `	Topic: t	Partition: 0	Leader: 0	Replicas: 0	Isr: 0` */
function formatPartition({ topic, info, moving }: PartitionDescription): string {
  const columns = [
    '',
    `Topic: ${topic}`,
    `Partition: ${info.partitionIndex}`,
    `Leader: ${info.leaderId < 0 ? 'none' : info.leaderId}`,
    `Replicas: ${info.replicaNodes.join(',')}`,
    `Isr: ${info.isrNodes.join(',')}`,
  ]
  if (moving !== undefined) {
    columns.push(`Adding Replicas: ${moving.adding.join(',')}`, `Removing Replicas: ${moving.removing.join(',')}`)
  }
  return columns.join('\t')
}
