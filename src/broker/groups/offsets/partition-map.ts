export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** A map by topic and partition. */
export class PartitionMap<T> {
  readonly #topics = new Map<string, Map<number, T>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(topic: string, partition: number): T | undefined {
    return this.#topics.get(topic)?.get(partition)
  }

  set(topic: string, partition: number, value: T): void {
    let partitions = this.#topics.get(topic)
    if (!partitions) {
      partitions = new Map()
      this.#topics.set(topic, partitions)
    }
    if (!partitions.has(partition)) this.#size++
    partitions.set(partition, value)
  }

  delete(topic: string, partition: number): boolean {
    const partitions = this.#topics.get(topic)
    if (!partitions?.delete(partition)) return false
    if (partitions.size === 0) this.#topics.delete(topic)
    this.#size--
    return true
  }

  /** Topic by topic. */
  *entries(): Generator<TopicPartition & { readonly value: T }, void> {
    for (const [topic, partitions] of this.#topics) {
      for (const [partition, value] of partitions) yield { topic, partition, value }
    }
  }
}
