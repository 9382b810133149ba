import type { Clock } from '../../base/clock.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { compareReplicas, type FetchedReplica, type Mismatch } from './comparison.ts'
import type { ReplicaReader } from './replica-reader.ts'

export interface VerifiedPartition extends TopicPartition {
  readonly topicId: string
  /** The ids of the brokers that keep it. */
  readonly replicas: readonly number[]
}

export interface VerificationParts {
  readonly readers: readonly ReplicaReader[]
  readonly partitions: readonly VerifiedPartition[]
  /** Where each partition's comparison begins, by `topic-partition`. */
  readonly positions: Map<string, number>
  readonly clock: Clock
  readonly reportIntervalMs: number
  readonly onMismatch: (partition: TopicPartition, mismatch: Mismatch) => void
  /** Called once in a while, with the partition whose replicas are furthest apart. */
  readonly onLag: (slowest: Slowest) => void
}

export interface Slowest {
  /** `topic-partition`; "null" while nothing is known. */
  readonly name: string
  readonly offset: number
  readonly lag: number
}

/** Reads all replicas at once, compares, goes on from where they agree. */
export class Verification {
  readonly #o: VerificationParts
  #reportedAt: number

  constructor(parts: VerificationParts) {
    this.#o = parts
    this.#reportedAt = parts.clock.elapsed()
  }

  /** Goes on until replicas have other offsets. */
  async run(): Promise<void> {
    while (this.#compare(await this.#readAll())) {
      // Each round waits for the brokers.
    }
  }

  /** What each broker has of its partitions. */
  #readAll(): Promise<Map<number, Map<string, FetchedReplica>>> {
    const reads = this.#o.readers.map(async (reader) => {
      const mine = this.#o.partitions.filter(({ replicas }) => replicas.includes(reader.broker))
      const wanted = mine.map((partition) => ({ ...partition, fetchOffset: this.#position(partition) }))
      return [reader.broker, await reader.read(wanted)] as const
    })
    return Promise.all(reads).then((read) => new Map(read))
  }

  #position(partition: TopicPartition): number {
    return this.#o.positions.get(partitionName(partition)) ?? 0
  }

  /** False when nothing can be compared any more. */
  #compare(read: ReadonlyMap<number, ReadonlyMap<string, FetchedReplica>>): boolean {
    let slowest: Slowest = { name: 'null', offset: -1, lag: -1 }
    for (const partition of this.#o.partitions) {
      const name = partitionName(partition)
      const replicas = partition.replicas.map((broker) => read.get(broker)?.get(name) ?? nothingOf(broker))
      const { nextOffset, lag, mismatches } = compareReplicas(partition, this.#position(partition), replicas)
      for (const mismatch of mismatches) this.#o.onMismatch(partition, mismatch)
      if (mismatches.some(({ isFatal }) => isFatal)) return false
      this.#o.positions.set(name, nextOffset)
      if (lag > slowest.lag) slowest = { name, offset: nextOffset, lag }
    }
    this.#report(slowest)
    return true
  }

  #report(slowest: Slowest): void {
    const now = this.#o.clock.elapsed()
    if (now - this.#reportedAt <= this.#o.reportIntervalMs) return
    this.#reportedAt = now
    this.#o.onLag(slowest)
  }
}

/** In place of an answer: a broker that is away has nothing. */
const nothingOf = (broker: number): FetchedReplica => ({ broker, highWatermark: -1, records: Buffer.alloc(0) })
