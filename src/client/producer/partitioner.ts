import { partitionForKey } from '../../base/murmur2.ts'
import type { Random } from '../../base/random.ts'
import type { PartitionMetadata } from '../metadata.ts'

/** What a partitioner knows of a topic: all its partitions, and those that have a leader. */
export interface TopicPartitions {
  readonly count: number
  readonly available: readonly number[]
}

export function topicPartitions(partitions: readonly PartitionMetadata[]): TopicPartitions {
  const available = partitions.filter(({ leaderId }) => leaderId >= 0).map(({ partitionIndex }) => partitionIndex)
  return { count: partitions.length, available: available.sort((a, b) => a - b) }
}

export interface Partitioner {
  /** The partition of a record without one of its own. */
  partition(topic: string, partitions: TopicPartitions, key: Uint8Array | null): number
  /** So many bytes without key went to the topic's current partition; `isAtEdge` when they filled a batch there, or opened one. */
  produced(topic: string, bytes: number, isAtEdge: boolean): void
}

export interface StickyOptions {
  readonly random: Random
  /** Bytes for one partition before the next one's turn. */
  readonly stickiness: number
  readonly ignoreKeys: boolean
}

/** Keys by murmur2; records without stay with a partition for a batch's worth of bytes (KIP-480, KIP-794). */
export function stickyPartitioner({ random, stickiness, ignoreKeys }: StickyOptions): Partitioner {
  const current = new Map<string, { partition: number; bytes: number }>()
  function choose({ count, available }: TopicPartitions): number {
    return available.length === 0 ? random.int(count) : (available[random.int(available.length)] ?? 0)
  }
  return {
    partition(topic, partitions, key) {
      if (key !== null && !ignoreKeys) return partitionForKey(key, partitions.count)
      const sticky = current.get(topic)
      if (sticky) return sticky.partition
      const partition = choose(partitions)
      current.set(topic, { partition, bytes: 0 })
      return partition
    },
    produced(topic, bytes, isAtEdge) {
      const sticky = current.get(topic)
      if (!sticky) return
      sticky.bytes += bytes
      // A batch under way is filled first, so that the change of partition does not leave a small one behind.
      if (sticky.bytes >= stickiness && (isAtEdge || sticky.bytes >= stickiness * 2)) current.delete(topic)
    },
  }
}

/** One partition after the other, keys or not. */
export function roundRobinPartitioner(): Partitioner {
  const turns = new Map<string, number>()
  return {
    partition(topic, { count, available }) {
      const turn = turns.get(topic) ?? 0
      turns.set(topic, turn + 1)
      return available.length === 0 ? turn % count : (available[turn % available.length] ?? 0)
    },
    produced() {},
  }
}
