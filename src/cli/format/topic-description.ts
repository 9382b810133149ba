import type { ConfigEntry } from '../../client/admin/describe-configs.ts'
import type { PartitionMetadata, TopicMetadata } from '../../client/metadata.ts'

export interface PartitionDescription {
  readonly topic: string
  readonly info: PartitionMetadata
  /** Replicas on their way in and out, while the partition moves. */
  readonly moving: { readonly adding: readonly number[]; readonly removing: readonly number[] } | undefined
}

/** `Topic: t	TopicId: …	PartitionCount: 1	ReplicationFactor: 1	Configs: a=b,c=d` */
export function formatTopic(
  topic: TopicMetadata,
  replicationFactor: number,
  overrides: readonly ConfigEntry[],
): string {
  const configs = overrides.map(({ name, value }) => `${name}=${value}`).join(',')
  return [
    `Topic: ${topic.name}`,
    `TopicId: ${topic.topicId}`,
    `PartitionCount: ${topic.partitions.length}`,
    `ReplicationFactor: ${replicationFactor}`,
    `Configs: ${configs}`,
  ].join('\t')
}

/** `	Topic: t	Partition: 0	Leader: 0	Replicas: 0	Isr: 0` */
export function formatPartition({ topic, info, moving }: PartitionDescription): string {
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
