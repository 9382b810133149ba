import { type Clock, every, type Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { LogManager } from '../../log/log-manager.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { type MetadataCache, noTopicId } from '../metadata/cache.ts'
import type { AssignedState } from './assigned-state.ts'
import type { FollowerFetchers } from './follower-fetchers.ts'
import type { IsrChanges } from './leader/isr-change.ts'
import type { LeaderSurroundings } from './leader/leadership.ts'
import type { LogMoves } from './moves/log-moves.ts'
import { Partition } from './partition.ts'
import { PartitionTable } from './partition-table.ts'

/** What the coordinators hear when this broker begins or ceases to lead partitions of their topics. */
export interface LeadershipListener {
  leads(topic: string, partition: number, leaderEpoch: number): void
  follows(topic: string, partition: number): void
}

export interface ReplicaManagerOptions {
  readonly brokerId: number
  readonly logs: LogManager
  readonly metadata: MetadataCache
  readonly fetchers: FollowerFetchers
  readonly moves: LogMoves
  readonly isrChanges: IsrChanges
  /** `replica.lag.time.max.ms` */
  readonly lagMs: number
  readonly clock: Clock
  readonly logger: Logger
}

/** The controller's word about one replica, from LeaderAndIsr. */
export interface ReplicaAssignmentState extends AssignedState {
  readonly partition: number
  readonly isNew: boolean
}

/** The partitions that have a replica here. */
export class ReplicaManager {
  readonly logs: LogManager
  /** Of logs, from one directory to another. */
  readonly moves: LogMoves
  readonly #brokerId: number
  readonly #metadata: MetadataCache
  readonly #fetchers: FollowerFetchers
  readonly #logger: Logger
  readonly #surroundings: LeaderSurroundings
  readonly #reviews: Timer
  readonly #table = new PartitionTable()
  readonly #listeners: LeadershipListener[] = []
  /** The highest epoch of a controller that spoke to this broker. */
  controllerEpoch = 0
  /** Serial of the connection by which it spoke last. */
  controllerConnection = -1

  constructor(options: ReplicaManagerOptions) {
    const { brokerId, logs, metadata, fetchers, isrChanges, lagMs, clock, logger } = options
    this.#brokerId = brokerId
    this.logs = logs
    this.moves = options.moves
    this.#metadata = metadata
    this.#fetchers = fetchers
    this.#logger = logger.named('kafka.server.ReplicaManager')
    this.#surroundings = {
      ...{ brokerId, clock, lagMs, isrChanges, logger: logger.named('kafka.cluster.Partition') },
      isAlive: (id) => metadata.isAlive(id),
    }
    this.#reviews = every(clock, lagMs / 2, () => this.#review())
  }

  #review(): void {
    for (const partition of this.partitions()) partition.review()
    this.#fetchers.review()
  }

  onLeadershipChange(listener: LeadershipListener): void {
    this.#listeners.push(listener)
  }

  partition(topic: string, partition: number): Partition | undefined {
    return this.#table.get(topic, partition)
  }

  hosts(topic: string): boolean {
    return this.#table.has(topic)
  }

  partitions(): Generator<Partition> {
    return this.#table.all()
  }

  /** The partition, or the error that a client gets that asks for it here. */
  partitionOrThrow(topic: string, partition: number): Partition {
    const found = this.#table.get(topic, partition)
    if (found !== undefined) return found
    this.#checkOnline(topic, partition)
    throw new KafkaError(
      this.#metadata.partition(topic, partition) === undefined
        ? 'UNKNOWN_TOPIC_OR_PARTITION'
        : 'NOT_LEADER_OR_FOLLOWER',
    )
  }

  #checkOnline(topic: string, partition: number): void {
    if (this.#table.isOffline(topic, partition)) throw new KafkaError('KAFKA_STORAGE_ERROR')
  }

  /** Does what the controller says about one replica. Throws `KafkaError`. */
  assign(topic: string, topicId: string, state: ReplicaAssignmentState): void {
    this.#checkOnline(topic, state.partition)
    const known = this.partition(topic, state.partition)
    this.#checkTopicId(known, topicId)
    const current = known?.leaderEpoch ?? -1
    if (state.leaderEpoch <= current) {
      if (known !== undefined && topicId !== noTopicId && known.log.topicId === undefined)
        known.log.assignTopicId(topicId)
      throw new KafkaError('STALE_CONTROLLER_EPOCH')
    }
    if (known !== undefined && state.partitionEpoch < known.state.partitionEpoch) return
    if (!state.replicas.includes(this.#brokerId)) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION')
    const partition = known ?? this.#create(topic, topicId, state)
    if (state.leader === this.#brokerId) this.#lead(partition, state)
    else this.#follow(partition, state)
  }

  #checkTopicId(known: Partition | undefined, topicId: string): void {
    const current = known?.log.topicId
    if (topicId !== noTopicId && current !== undefined && current !== topicId)
      throw new KafkaError('INCONSISTENT_TOPIC_ID')
  }

  #create(topic: string, topicId: string, state: ReplicaAssignmentState): Partition {
    const id = topicId === noTopicId ? {} : { topicId }
    try {
      const log = this.logs.getOrCreateLog(topic, state.partition, { ...id, isNew: state.isNew })
      const partition = new Partition(this.#surroundings, log)
      this.#table.add(partition)
      this.moves.resume(partition)
      return partition
    } catch (error) {
      if (error instanceof KafkaError && error.errorName === 'KAFKA_STORAGE_ERROR')
        this.#table.markOffline(topic, state.partition)
      throw error
    }
  }

  #lead(partition: Partition, state: AssignedState): void {
    const { topic, partition: index } = partition
    this.#fetchers.stop(partition)
    if (!partition.makeLeader(state)) return
    for (const listener of this.#listeners) listener.leads(topic, index, state.leaderEpoch)
  }

  #follow(partition: Partition, state: AssignedState): void {
    const { topic, partition: index } = partition
    const changed = partition.makeFollower(state)
    if (state.leader >= 0) this.#fetchers.follow(partition, state.leader)
    else this.#fetchers.stop(partition)
    if (changed) for (const listener of this.#listeners) listener.follows(topic, index)
  }

  /** To be called when a request of the controller is through. */
  settle(): void {
    this.#fetchers.settle()
  }

  /** Ends this broker's part in a partition, and removes its log if told so. Throws `KafkaError`. */
  stop(topic: string, index: number, leaderEpoch: number, deleteLog: boolean): void {
    this.#checkOnline(topic, index)
    const partition = this.partition(topic, index)
    if (partition === undefined) {
      if (deleteLog && this.logs.getLog(topic, index) !== undefined) this.logs.deleteLog(topic, index)
      return
    }
    if (leaderEpoch >= 0 && leaderEpoch < partition.leaderEpoch) throw new KafkaError('FENCED_LEADER_EPOCH')
    const led = partition.isLeader
    this.#fetchers.stop(partition)
    partition.stop()
    if (deleteLog) this.#delete(topic, index)
    if (led) for (const listener of this.#listeners) listener.follows(topic, index)
    this.#logger.debug(`Stopped replica ${topic}-${index}, delete: ${deleteLog}`)
  }

  #delete(topic: string, index: number): void {
    this.#table.delete(topic, index)
    this.logs.deleteLog(topic, index)
  }

  /** The replicas in a log directory are lost: whoever waits for them, or leads through them, is told. */
  directoryFailed(directory: string): void {
    const lost = [...this.partitions()].filter(({ log }) => log.logDirectory === directory)
    for (const { topic, partition } of lost) this.#table.markOffline(topic, partition)
    for (const partition of lost) {
      const led = partition.isLeader
      this.#fetchers.stop(partition)
      partition.stop()
      if (led) for (const listener of this.#listeners) listener.follows(partition.topic, partition.partition)
    }
    this.#fetchers.settle()
    this.#logger.warn(
      `Broker ${this.#brokerId} stopped fetcher for and serving ${lost.length} partitions because they are in the ` +
        `failed log directory ${directory}`,
    )
  }

  /** All who wait are told that this broker leads nothing any more. */
  async close(): Promise<void> {
    this.#reviews.cancel()
    await Promise.all([this.#fetchers.close(), this.moves.close()])
    for (const partition of this.partitions()) partition.stop()
  }
}
