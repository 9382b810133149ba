import { hashCodeOrder, javaMapSize, stringHash } from '../../../base/hash-order.ts'
import { partitionName, type TopicPartition } from '../../topic-partition.ts'

interface Movement {
  readonly from: string
  readonly to: string
}

/** The partitions that went one way, and the most there were of them at a time: as large is Java's set of them. */
interface Way {
  readonly partitions: Map<string, TopicPartition>
  most: number
}

/**
 * What moved from whom to whom since a rebalance began. A partition that is to go from one member to another takes back what came
 * the other way in the same topic, so that of two moves none is left.
 */
export class PartitionMovements {
  readonly #moves = new Map<string, Movement>()
  readonly #ways = new Map<string, Way>()

  /** The partition to move in place of this one. */
  best(partition: TopicPartition, owner: string, to: string): TopicPartition {
    const from = this.#moves.get(partitionName(partition))?.from ?? owner
    const back = this.#ways.get(wayOf(partition.topic, { from: to, to: from }))
    if (back === undefined || back.partitions.size === 0) return partition
    const buckets = Math.max(javaMapSize, Math.ceil(back.most / 0.75))
    return hashCodeOrder([...back.partitions.values()], partitionHash, buckets)[0] ?? partition
  }

  /** A partition that moves on counts as come from where it was first; one that returns did not move. */
  record(partition: TopicPartition, from: string, to: string): void {
    const name = partitionName(partition)
    const before = this.#moves.get(name)
    if (before) {
      this.#moves.delete(name)
      this.#ways.get(wayOf(partition.topic, before))?.partitions.delete(name)
    }
    const movement = { from: before?.from ?? from, to }
    if (movement.from === to) return
    this.#moves.set(name, movement)
    this.#waysFor(partition.topic, movement).set(name, partition)
  }

  #waysFor(topic: string, movement: Movement): Map<string, TopicPartition> {
    const key = wayOf(topic, movement)
    const known = this.#ways.get(key)
    if (known === undefined || known.partitions.size === 0) this.#ways.set(key, { partitions: new Map(), most: 1 })
    else known.most = Math.max(known.most, known.partitions.size + 1)
    return this.#ways.get(key)?.partitions ?? new Map()
  }
}

const wayOf = (topic: string, { from, to }: Movement) => JSON.stringify([topic, from, to])

/** `hashCode` of Java's TopicPartition. */
const partitionHash = ({ topic, partition }: TopicPartition) => (Math.imul(31, 31 + partition) + stringHash(topic)) | 0
