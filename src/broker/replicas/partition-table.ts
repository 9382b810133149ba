import type { Partition } from './partition.ts'

/** By topic and number: what has a replica here, and what had one on a disk that failed. */
export class PartitionTable {
  readonly #topics = new Map<string, Map<number, Partition>>()
  readonly #offline = new Map<string, Set<number>>()

  get(topic: string, partition: number): Partition | undefined {
    return this.#topics.get(topic)?.get(partition)
  }

  has(topic: string): boolean {
    return this.#topics.has(topic)
  }

  *all(): Generator<Partition> {
    for (const partitions of this.#topics.values()) yield* partitions.values()
  }

  add(partition: Partition): void {
    const partitions = this.#topics.get(partition.topic) ?? new Map<number, Partition>()
    this.#topics.set(partition.topic, partitions)
    partitions.set(partition.partition, partition)
  }

  delete(topic: string, partition: number): void {
    const partitions = this.#topics.get(topic)
    partitions?.delete(partition)
    if (partitions?.size === 0) this.#topics.delete(topic)
  }

  /** The replica is lost until the broker starts again. */
  markOffline(topic: string, partition: number): void {
    this.delete(topic, partition)
    const partitions = this.#offline.get(topic) ?? new Set<number>()
    this.#offline.set(topic, partitions)
    partitions.add(partition)
  }

  isOffline(topic: string, partition: number): boolean {
    return this.#offline.size > 0 && this.#offline.get(topic)?.has(partition) === true
  }
}
