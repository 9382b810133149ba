import { pause } from '../../base/clock.ts'
import { Cluster } from '../cluster.ts'
import { CoordinatorConnection } from '../coordinator-connection.ts'
import { ClientError, illegalArgument, isRetriable, kafkaException } from '../errors.ts'
import type { ClientIo } from '../node.ts'
import { refuseClasses } from '../properties-without-effect.ts'
import { partitionName, type TopicPartition } from '../topic-partition.ts'
import type { PartitionRacks } from './assignors/assignor.ts'
import type { OffsetToCommit } from './committed-offsets.ts'
import { type ConsumerConfig, consumerConfig } from './config.ts'
import type { FetchedChunk } from './fetched-chunk.ts'
import { Fetcher } from './fetcher.ts'
import { GroupMember } from './group-member.ts'
import { outOfRange, truncated } from './no-reset.ts'
import { OffsetCommitter } from './offset-committer.ts'
import { PartitionState, type ResetStrategy } from './partition-state.ts'
import type { EpochEnd } from './position-validation.ts'
import { findPositions } from './positions.ts'
import { type TopicChoice, TopicWatch } from './topic-watch.ts'

const closePatienceMs = 30_000

/** Told of rebalances: partitions are about to be taken away, or new ones were given. */
export interface RebalanceListener {
  readonly revoked?: (partitions: readonly TopicPartition[]) => void
  readonly assigned?: (partitions: readonly TopicPartition[]) => void
}

/**
 * Reads partitions, either assigned by hand or shared out within a group, and hands out what it fetched a chunk of
 * whole batches at a time. Everything else (group, positions, fetches ahead) goes on in the background.
 */
export class Consumer {
  readonly config: ConsumerConfig
  readonly #cluster: Cluster
  readonly #topics: TopicWatch
  readonly #fetcher: Fetcher
  readonly #coordinator: CoordinatorConnection | undefined
  readonly #committer: OffsetCommitter | undefined
  readonly #states = new Map<string, PartitionState>()
  #member: GroupMember | undefined
  #joinedTopics = ''
  #partitionsAtAssignment = ''
  #failure: Error | undefined
  #wake: (() => void) | undefined
  #listener: RebalanceListener = {}
  #isFindingPositions = false
  #isClosed = false
  /** Since when what `poll` returned is worked on; undefined while it is asked for more. */
  #busySince: number | undefined

  private constructor(cluster: Cluster, config: ConsumerConfig) {
    const onFailure = (error: Error) => this.#fail(error)
    this.config = config
    this.#cluster = cluster
    this.#coordinator =
      config.groupId !== undefined ? new CoordinatorConnection(cluster, 'group', config.groupId) : undefined
    this.#committer =
      this.#coordinator &&
      new OffsetCommitter({
        cluster,
        config,
        coordinator: this.#coordinator,
        membership: () => this.#membership(),
        // What is another's by now is not for this consumer to commit.
        states: () => (this.#member?.isAside ? [] : this.#states.values()),
      })
    this.#topics = new TopicWatch(cluster, config, { onFailure, onMetadata: () => this.#onMetadata() })
    this.#fetcher = new Fetcher(cluster, config, {
      onFailure,
      partitions: () => this.#states.values(),
      onFetched: () => this.#wake?.(),
      onOutOfRange: (state) => this.#onOutOfRange(state),
      onTruncated: (state, end) => this.#onTruncated(state, end),
      onStaleMetadata: () => this.#topics.refreshSoon(),
    })
  }

  /** @throws ClientError: ConfigException on properties that do not fit, KafkaException on servers that no name service knows */
  static async open(properties: ReadonlyMap<string, string>, io: ClientIo): Promise<Consumer> {
    const config = consumerConfig(properties)
    if (config.groupId === '') warnOfEmptyGroup(config, io)
    try {
      refuseClasses(properties)
      return new Consumer(await Cluster.open(config.client, io), config)
    } catch (error) {
      throw kafkaException('Failed to construct kafka consumer', error)
    }
  }

  /** Joins the group, which shares out the topics' partitions. */
  subscribe(choice: TopicChoice): void {
    const { groupId } = this.config
    if (!this.#coordinator || groupId === undefined) {
      throw new ClientError(
        'org.apache.kafka.common.errors.InvalidGroupIdException',
        'To use the group management or offset commit APIs, you must provide a valid group.id in the consumer configuration.',
      )
    }
    if (Array.isArray(choice) && choice.some((topic) => topic.trim() === '')) {
      throw illegalArgument('Topic collection to subscribe to cannot contain null or empty topic')
    }
    this.#topics.choose(choice)
    this.#member = new GroupMember(this.#cluster, this.config, groupId, this.#coordinator, {
      topics: () => this.#topics.topics(),
      partitionRacks: (topics) => this.#racksForAssignment(topics),
      onRevoked: (partitions, isLost) => this.#onRevoked(partitions, isLost),
      onAssigned: (partitions) => this.#onAssigned(partitions),
      onFailure: (error) => this.#fail(error),
      busyMs: () => (this.#busySince === undefined ? 0 : this.#cluster.io.clock.elapsed() - this.#busySince),
    })
    this.#start().catch((error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))))
  }

  onRebalance(listener: RebalanceListener): void {
    this.#listener = listener
  }

  /** Reads just these partitions, outside of any rebalance. */
  assign(partitions: readonly TopicPartition[]): void {
    this.#topics.choose([...new Set(partitions.map(({ topic }) => topic))])
    for (const partition of partitions) this.#states.set(partitionName(partition), new PartitionState(partition))
    this.#committer?.start()
    this.#topics.refresh()
  }

  get assignment(): readonly TopicPartition[] {
    return [...this.#states.values()]
  }

  /** The next record handed out of the partition is that at `offset`, or the first after it. */
  seek(partition: TopicPartition, offset: number): void {
    this.#states.get(partitionName(partition))?.seek(offset)
  }

  seekTo(partition: TopicPartition, strategy: ResetStrategy): void {
    this.#states.get(partitionName(partition))?.seekTo(strategy)
  }

  /**
   * What was fetched, as soon as there is something; nothing when `timeoutMs` passed without. What the call before gave
   * out counts as dealt with, and may be committed.
   * @throws ClientError, KafkaError or CorruptRecordError that needs the caller's decision
   */
  async poll(timeoutMs: number): Promise<FetchedChunk[]> {
    this.#busySince = undefined
    this.#member?.polled()
    try {
      return await this.#fetched(timeoutMs)
    } finally {
      this.#busySince = this.#cluster.io.clock.elapsed()
    }
  }

  async #fetched(timeoutMs: number): Promise<FetchedChunk[]> {
    const deadline = this.#cluster.deadline(timeoutMs)
    for (const state of this.#states.values()) state.settle()
    for (;;) {
      this.#throwFailure()
      const chunks = this.#takeChunks()
      if (chunks.length > 0) return chunks
      const left = deadline - this.#cluster.io.clock.elapsed()
      if (left <= 0 || this.#isClosed) return []
      await this.#sleep(left)
    }
  }

  /**
   * Commits how far the group has come, or just these offsets. Rejects with a KafkaError when this consumer may not, or no
   * longer.
   */
  async commit(deadline = this.#cluster.deadline(), offsets?: readonly OffsetToCommit[]): Promise<void> {
    await this.#committer?.commit(deadline, offsets)
  }

  /** Makes a waiting `poll` give up. */
  wakeup(): void {
    this.#isClosed = true
    this.#wake?.()
  }

  /** Commits (if that is automatic) what was handed out, leaves the group, and ends all connections. */
  async close(timeoutMs = closePatienceMs): Promise<void> {
    this.#isClosed = true
    const deadline = this.#cluster.deadline(timeoutMs)
    this.#committer?.stop()
    this.#fetcher.close()
    this.#topics.close()
    for (const state of this.#states.values()) state.settle()
    await this.#committer?.automatically('Synchronous', deadline)
    if (this.#member && this.#states.size > 0) this.#listener.revoked?.(this.assignment)
    await this.#member?.leave(deadline)
    this.#cluster.close()
  }

  async #start(): Promise<void> {
    while (!this.#isClosed && this.#cluster.metadata.brokers.size === 0) {
      await this.#topics.refresh()
      if (this.#failure) return
      if (this.#cluster.metadata.brokers.size === 0)
        await pause(this.#cluster.io.clock, this.#cluster.config.retryBackoffMs)
    }
    if (this.#isClosed) return
    this.#joinedTopics = this.#topicsText()
    this.#committer?.start()
    this.#member?.start()
  }

  #membership() {
    const { groupId = '', groupInstanceId } = this.config
    return this.#member?.membership ?? { groupId, memberId: '', generation: -1, groupInstanceId }
  }

  #takeChunks(): FetchedChunk[] {
    if (this.#member?.isAside) return []
    const taken: FetchedChunk[] = []
    for (const state of this.#states.values()) {
      for (const chunk of state.chunks.splice(0)) {
        state.advance(chunk)
        taken.push(chunk)
      }
    }
    if (taken.length > 0) this.#fetcher.pump()
    return taken
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const longest = 0x7fffffff
      const timer = this.#cluster.io.clock.after(Math.min(milliseconds, longest), resolve)
      this.#wake = () => {
        timer.cancel()
        this.#wake = undefined
        resolve()
      }
    })
  }

  #fail(error: Error): void {
    if (this.#isClosed) return
    this.#failure ??= error
    this.#wake?.()
  }

  #throwFailure(): void {
    const failure = this.#failure
    this.#failure = undefined
    if (failure) throw failure
  }

  #onMetadata(): void {
    if (this.#member) this.#rejoinWhenTopicsChanged(this.#member)
    this.#findPositions()
    this.#fetcher.pump()
  }

  /** A pattern matches other topics now, or the leader shared out other partitions than there are. */
  #rejoinWhenTopicsChanged(member: GroupMember): void {
    const topics = this.#topicsText()
    const isStale = member.isLeader && this.#partitionsText(this.#leaderTopics) !== this.#partitionsAtAssignment
    if (topics === this.#joinedTopics && !isStale) return
    this.#joinedTopics = topics
    member.requestRejoin()
  }

  #leaderTopics: readonly string[] = []

  async #racksForAssignment(topics: readonly string[]): Promise<PartitionRacks> {
    if (topics.some((topic) => !this.#cluster.metadata.topics.has(topic))) await this.#topics.refresh(topics)
    this.#leaderTopics = topics
    this.#partitionsAtAssignment = this.#partitionsText(topics)
    return this.#topics.partitionRacks(topics)
  }

  /** What the assignment depends on: how many partitions there are, and where if this consumer says where it is. */
  #partitionsText(topics: readonly string[]): string {
    const racksText = (racks: ReadonlySet<string>) => (this.config.rackId === '' ? '' : [...racks].sort().join('/'))
    return [...this.#topics.partitionRacks(topics)]
      .map(([topic, partitions]) => `${topic}:${partitions.map(racksText).join(';')}`)
      .join()
  }

  #topicsText(): string {
    return [...this.#topics.topics()].sort().join()
  }

  async #onRevoked(partitions: readonly TopicPartition[], isLost: boolean): Promise<void> {
    this.#listener.revoked?.(partitions)
    if (!isLost) await this.#committer?.automatically('Synchronous')
    for (const partition of partitions) this.#states.delete(partitionName(partition))
  }

  #onAssigned(partitions: readonly TopicPartition[]): void {
    this.#listener.assigned?.(partitions)
    for (const partition of partitions) {
      const name = partitionName(partition)
      if (!this.#states.has(name)) this.#states.set(name, new PartitionState(partition))
    }
    this.#findPositions()
    this.#fetcher.pump()
  }

  #onOutOfRange(state: PartitionState): void {
    if (this.config.offsetReset === 'none') {
      this.#fail(outOfRange(state, this.#cluster.metadata))
      return
    }
    state.seekTo(this.config.offsetReset)
    this.#findPositions()
  }

  /** The leader has other records than were read: goes on where the logs part, or as auto.offset.reset says. */
  #onTruncated(state: PartitionState, end: EpochEnd | null): void {
    if (this.config.offsetReset === 'none') {
      this.#fail(truncated(state, end))
    } else if (end === null) {
      state.seekTo(this.config.offsetReset)
      this.#findPositions()
    } else state.seek(end.endOffset, end.leaderEpoch)
  }

  /** In the background, until every partition has a position. */
  #findPositions(): void {
    if (this.#isFindingPositions || this.#isClosed) return
    const states = [...this.#states.values()].filter(({ position }) => position === undefined)
    if (states.length === 0) return
    this.#isFindingPositions = true
    const membership = () => (this.config.groupId === undefined ? undefined : this.#membership())
    const sources = { cluster: this.#cluster, config: this.config, coordinator: this.#coordinator, membership }
    findPositions(sources, states)
      .catch(async (error: unknown) => {
        if (!isRetriable(error)) this.#fail(error instanceof Error ? error : new Error(String(error)))
        else await pause(this.#cluster.io.clock, this.#cluster.config.retryBackoffMs)
      })
      .finally(() => {
        this.#isFindingPositions = false
        this.#fetcher.pump()
        if (this.#failure === undefined) this.#findPositions()
      })
  }
}

function warnOfEmptyGroup({ client }: ConsumerConfig, { logger }: ClientIo): void {
  logger
    .named('org.apache.kafka.clients.consumer.internals.LegacyKafkaConsumer')
    .warn(
      `${client.logPrefix}Support for using the empty group id by consumers is deprecated and will be removed in the next major release.`,
    )
}
