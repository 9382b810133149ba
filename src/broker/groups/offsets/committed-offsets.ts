import { PartitionMap, type TopicPartition } from './partition-map.ts'

export interface CommittedOffset {
  readonly offset: number
  /** −1: not said. */
  readonly leaderEpoch: number
  readonly metadata: string
  readonly commitTimestamp: number
  /** Only from clients that still say how long to keep it; undefined: as the broker's retention says. */
  readonly expireTimestamp: number | undefined
}

export interface OffsetToCommit extends TopicPartition {
  readonly committed: CommittedOffset
}

/** An offset as the log has it; of two for a partition the one from the later batch counts. */
export interface LoggedOffset extends CommittedOffset {
  readonly batchOffset: number
}

/**
 * The offsets of one group. A commit counts once its batch is in the log: until then it is pending; a transactional one
 * stays pending until its transaction ends.
 */
export class CommittedOffsets {
  readonly #offsets = new PartitionMap<LoggedOffset>()
  readonly #pending = new PartitionMap<CommittedOffset>()
  /** By producer id; `batchOffset` −1 while the batch isn't in the log yet. */
  readonly #transactions = new Map<number, PartitionMap<LoggedOffset>>()

  get(topic: string, partition: number): LoggedOffset | undefined {
    return this.#offsets.get(topic, partition)
  }

  all(): Iterable<TopicPartition & { readonly value: LoggedOffset }> {
    return this.#offsets.entries()
  }

  /** Offsets that are there or on their way. */
  get isEmpty(): boolean {
    return this.#offsets.size === 0 && this.#pending.size === 0 && this.#transactions.size === 0
  }

  isPending(topic: string, partition: number): boolean {
    return this.#pending.get(topic, partition) !== undefined
  }

  /** A commit of the partition is not decided yet. */
  isUnstable(topic: string, partition: number): boolean {
    if (this.isPending(topic, partition)) return true
    for (const offsets of this.#transactions.values()) if (offsets.get(topic, partition)) return true
    return false
  }

  /** From the log. */
  load(topic: string, partition: number, logged: LoggedOffset): void {
    const known = this.#offsets.get(topic, partition)
    if (known === undefined || known.batchOffset <= logged.batchOffset) this.#offsets.set(topic, partition, logged)
  }

  loadTransactional(producerId: number, topic: string, partition: number, logged: LoggedOffset): void {
    this.#transaction(producerId).set(topic, partition, logged)
  }

  unload(topic: string, partition: number): void {
    this.#offsets.delete(topic, partition)
  }

  unloadTransactional(producerId: number, topic: string, partition: number): void {
    const offsets = this.#transactions.get(producerId)
    offsets?.delete(topic, partition)
    if (offsets?.size === 0) this.#transactions.delete(producerId)
  }

  prepare(commits: readonly OffsetToCommit[]): void {
    for (const { topic, partition, committed } of commits) this.#pending.set(topic, partition, committed)
  }

  /** The batch with these commits is in the log, at that offset. What was removed meanwhile stays away. */
  appended(commits: readonly OffsetToCommit[], batchOffset: number): void {
    for (const { topic, partition, committed } of commits) {
      const pending = this.#pending.get(topic, partition)
      if (pending === undefined) continue
      this.load(topic, partition, { ...committed, batchOffset })
      if (pending === committed) this.#pending.delete(topic, partition)
    }
  }

  failed(commits: readonly OffsetToCommit[]): void {
    for (const { topic, partition, committed } of commits) {
      if (this.#pending.get(topic, partition) === committed) this.#pending.delete(topic, partition)
    }
  }

  prepareTransactional(producerId: number, commits: readonly OffsetToCommit[]): void {
    const offsets = this.#transaction(producerId)
    for (const { topic, partition, committed } of commits) {
      offsets.set(topic, partition, { ...committed, batchOffset: -1 })
    }
  }

  appendedTransactional(producerId: number, commits: readonly OffsetToCommit[], batchOffset: number): void {
    const offsets = this.#transactions.get(producerId)
    if (!offsets) return
    for (const { topic, partition, committed } of commits) offsets.set(topic, partition, { ...committed, batchOffset })
  }

  failedTransactional(producerId: number, commits: readonly OffsetToCommit[]): void {
    for (const { topic, partition } of commits) this.unloadTransactional(producerId, topic, partition)
  }

  /** The transaction's marker is in the log: what it committed counts from now on, or never did. */
  endTransaction(producerId: number, committed: boolean): void {
    const offsets = this.#transactions.get(producerId)
    this.#transactions.delete(producerId)
    if (!offsets || !committed) return
    for (const { topic, partition, value } of offsets.entries()) {
      if (value.batchOffset >= 0) this.load(topic, partition, value)
    }
  }

  /** Removes these offsets, pending ones too; gives those that were there. */
  remove(partitions: Iterable<TopicPartition>): TopicPartition[] {
    const removed: TopicPartition[] = []
    for (const { topic, partition } of partitions) {
      this.#pending.delete(topic, partition)
      for (const producerId of [...this.#transactions.keys()]) this.unloadTransactional(producerId, topic, partition)
      if (this.#offsets.delete(topic, partition)) removed.push({ topic, partition })
    }
    return removed
  }

  removeAll(): TopicPartition[] {
    this.#transactions.clear()
    const pending = [...this.#pending.entries()]
    return this.remove([...this.#offsets.entries(), ...pending])
  }

  #transaction(producerId: number): PartitionMap<LoggedOffset> {
    let offsets = this.#transactions.get(producerId)
    if (!offsets) {
      offsets = new PartitionMap()
      this.#transactions.set(producerId, offsets)
    }
    return offsets
  }
}
