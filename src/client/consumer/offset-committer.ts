import { pause, type Timer } from '../../base/clock.ts'
import type { Cluster } from '../cluster.ts'
import type { CoordinatorConnection } from '../coordinator-connection.ts'
import { isRetriable } from '../errors.ts'
import { partitionName } from '../topic-partition.ts'
import { commitOffsets, type Membership, type OffsetToCommit } from './committed-offsets.ts'
import type { ConsumerConfig } from './config.ts'
import type { PartitionState } from './partition-state.ts'

export interface CommitterParts {
  readonly cluster: Cluster
  readonly config: ConsumerConfig
  readonly coordinator: CoordinatorConnection
  readonly membership: () => Membership
  readonly states: () => Iterable<PartitionState>
}

/** Commits how far a group has come: when asked to, and from time to time by itself. */
export class OffsetCommitter {
  readonly #o: CommitterParts
  #timer: Timer | undefined
  #isClosed = false

  constructor(parts: CommitterParts) {
    this.#o = parts
  }

  /** Commits from time to time from now on, where the consumer is set up so. */
  start(): void {
    if (!this.#o.config.autoCommit || this.#isClosed) return
    this.#timer = this.#o.cluster.io.clock.after(this.#o.config.autoCommitIntervalMs, () => {
      this.automatically('Asynchronous').finally(() => this.start())
    })
  }

  stop(): void {
    this.#isClosed = true
    this.#timer?.cancel()
  }

  /** Tries until the deadline. Rejects with a KafkaError when this consumer may not, or no longer. */
  async commit(deadline = this.#o.cluster.deadline(), offsets = this.#offsets()): Promise<void> {
    const { cluster, coordinator } = this.#o
    // As of now: once a rebalance took the partitions away, a retry must not count as done.
    const membership = this.#o.membership()
    if (offsets.length === 0) return
    for (let failures = 0; ; failures++) {
      try {
        await commitOffsets(coordinator, membership, offsets, deadline)
        return
      } catch (error) {
        if (!isRetriable(error) || cluster.io.clock.elapsed() >= deadline) throw error
        await pause(cluster.io.clock, cluster.retryBackoff(failures))
      }
    }
  }

  /** A failure is only warned of: the next commit will do, or whoever gets the partition next reads it again. */
  async automatically(kind: 'Synchronous' | 'Asynchronous', deadline?: number): Promise<void> {
    if (!this.#o.config.autoCommit) return
    const offsets = this.#offsets().map(offsetText)
    try {
      await this.commit(deadline)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      const { logPrefix } = this.#o.config.client
      this.#o.cluster.io.logger
        .named('org.apache.kafka.clients.consumer.internals.ConsumerCoordinator')
        .warn(`${logPrefix}${kind} auto-commit of offsets {${offsets.join(', ')}} failed: ${text}`)
    }
  }

  #offsets(): readonly OffsetToCommit[] {
    return [...this.#o.states()].flatMap(({ topic, partition, committable, committableEpoch }) => {
      if (committable === undefined) return []
      return [{ topic, partition, offset: committable, leaderEpoch: committableEpoch }]
    })
  }
}

function offsetText(committed: OffsetToCommit): string {
  const epoch = committed.leaderEpoch < 0 ? 'null' : committed.leaderEpoch
  return `${partitionName(committed)}=OffsetAndMetadata{offset=${committed.offset}, leaderEpoch=${epoch}, metadata=''}`
}
