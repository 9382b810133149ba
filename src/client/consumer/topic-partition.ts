export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** `topic-partition`, as Kafka prints it; unique, since the partition is what follows the last dash. */
export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}

/** The partitions of each topic, topics in the order of their first appearance. */
export function byTopic(partitions: Iterable<TopicPartition>): Map<string, number[]> {
  const grouped = new Map<string, number[]>()
  for (const { topic, partition } of partitions) {
    const list = grouped.get(topic)
    if (list) list.push(partition)
    else grouped.set(topic, [partition])
  }
  return grouped
}
