export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** Kafka's name of a partition, `topic-0`; a key for maps. */
export const partitionName = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`

/** The partitions by their topics, as requests want them. */
export function byTopic<P extends TopicPartition>(partitions: Iterable<P>): { name: string; partitions: P[] }[] {
  const topics = new Map<string, P[]>()
  for (const partition of partitions) {
    const known = topics.get(partition.topic)
    if (known === undefined) topics.set(partition.topic, [partition])
    else known.push(partition)
  }
  return [...topics].map(([name, list]) => ({ name, partitions: list }))
}

/** Each partition once: where it came first, with what was said of it last, as in a map. */
export function uniquePartitions<P extends TopicPartition>(partitions: Iterable<P>): P[] {
  return [...new Map([...partitions].map((partition) => [partitionName(partition), partition])).values()]
}

/** By topic, then by partition. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1
  return a.partition - b.partition
}
