import type { Clock } from '../../base/clock.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { compareReplicas, type FetchedReplica } from './comparison.ts'
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
  readonly tell: (text: string) => void
}

interface Slowest {
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
      for (const { text } of mismatches) this.#o.tell(text)
      if (mismatches.some(({ isFatal }) => isFatal)) return false
      this.#o.positions.set(name, nextOffset)
      if (lag > slowest.lag) slowest = { name, offset: nextOffset, lag }
    }
    this.#report(slowest)
    return true
  }

  #report({ name, offset, lag }: Slowest): void {
    const now = this.#o.clock.elapsed()
    if (now - this.#reportedAt <= this.#o.reportIntervalMs) return
    this.#reportedAt = now
    const place = `for partition ${name} at offset ${offset} among ${this.#o.partitions.length} partitions`
    this.#o.tell(`max lag is ${lag} ${place}`)
  }
}

/** In place of an answer: a broker that is away has nothing. */
const nothingOf = (broker: number): FetchedReplica => ({ broker, highWatermark: -1, records: Buffer.alloc(0) })
