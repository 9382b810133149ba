import type { PartitionLog } from '../../log/partition-log.ts'
import type { AppendOptions, AppendResult } from '../../log/types.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { WaitingRoom } from '../delayed/delayed.ts'

/** What the controller said about a partition. */
export interface AssignedState {
  readonly controllerEpoch: number
  readonly leader: number
  readonly leaderEpoch: number
  readonly isr: readonly number[]
  readonly partitionEpoch: number
  readonly replicas: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
  /** 0: the leader has all that was committed; 1: it was elected without, and has not said so yet (KIP-704). */
  readonly leaderRecoveryState: number
}

/** What a follower learns of its leader with each answer. */
export interface LeaderProgress {
  readonly highWatermark: number
  readonly logStartOffset: number
}

const unassigned: AssignedState = {
  controllerEpoch: -1,
  leader: -1,
  leaderEpoch: -1,
  isr: [],
  partitionEpoch: -1,
  replicas: [],
  addingReplicas: [],
  removingReplicas: [],
  leaderRecoveryState: 0,
}

/** One partition that has a replica on this broker. */
export class Partition {
  readonly topic: string
  readonly partition: number
  readonly log: PartitionLog
  /** Poked when the log grew, its high watermark or start moved, or the leader changed. */
  readonly room = new WaitingRoom()
  readonly #brokerId: number
  #state: AssignedState = unassigned
  #epochStart = 0

  constructor(brokerId: number, log: PartitionLog) {
    this.#brokerId = brokerId
    this.topic = log.topic
    this.partition = log.partition
    this.log = log
  }

  get state(): AssignedState {
    return this.#state
  }

  get leaderEpoch(): number {
    return this.#state.leaderEpoch
  }

  get isLeader(): boolean {
    return this.#state.leader === this.#brokerId
  }

  /** Takes the lead, or goes on leading under a new epoch. True when it did not lead before. */
  makeLeader(state: AssignedState): boolean {
    const wasLeader = this.isLeader
    const isNewEpoch = state.leaderEpoch !== this.#state.leaderEpoch
    this.#state = state
    if (isNewEpoch) {
      this.#epochStart = this.log.logEndOffset
      this.log.assignEpochStart(state.leaderEpoch, this.#epochStart)
    }
    this.#advanceHighWatermark()
    this.room.poke()
    return !wasLeader
  }

  /** Follows another broker, or nobody. True when it did not follow that one before. */
  makeFollower(state: AssignedState): boolean {
    const changed = state.leader !== this.#state.leader || state.leaderEpoch !== this.#state.leaderEpoch
    this.#state = state
    this.room.poke()
    return changed
  }

  /** The lead is lost because the replica is stopped or deleted: whoever waits is told. */
  stop(): void {
    this.#state = { ...this.#state, leader: -1 }
    this.room.poke()
  }

  /** Throws what a client is told that asked the wrong broker, or under another leader epoch than its own (−1: any). */
  checkLeader(currentLeaderEpoch = -1): void {
    this.checkEpoch(currentLeaderEpoch)
    if (!this.isLeader) throw new KafkaError('NOT_LEADER_OR_FOLLOWER')
    if (this.log.isOffline) throw new KafkaError('KAFKA_STORAGE_ERROR')
  }

  checkEpoch(currentLeaderEpoch: number): void {
    if (currentLeaderEpoch === -1 || currentLeaderEpoch === this.leaderEpoch) return
    throw new KafkaError(currentLeaderEpoch < this.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH')
  }

  /** True while offsets can't be told, because the records of earlier leaders are not all known to be committed. */
  get isCatchingUpEpoch(): boolean {
    return this.isLeader && this.log.highWatermark < this.#epochStart
  }

  get effectiveMinIsr(): number {
    return Math.min(this.log.config.minInsyncReplicas, Math.max(1, this.#state.replicas.length))
  }

  /**
   * Writes a client's or coordinator's records. Throws as the log does, and NOT_LEADER_OR_FOLLOWER, and NOT_ENOUGH_REPLICAS
   * when `acks` is −1 and too few replicas are in sync.
   */
  append(records: Buffer, acks: number, options?: AppendOptions): AppendResult {
    this.checkLeader()
    const { isr, leaderEpoch } = this.#state
    if (acks === -1 && isr.length < this.effectiveMinIsr) {
      throw new KafkaError(
        'NOT_ENOUGH_REPLICAS',
        `The size of the current ISR ${isr.length} is insufficient to satisfy the min.isr requirement of ${this.effectiveMinIsr} for partition ${this.topic}-${this.partition}`,
      )
    }
    const result = this.log.appendAsLeader(records, leaderEpoch, options)
    this.#advanceHighWatermark()
    this.room.poke()
    return result
  }

  /** Whether records up to `offset` (exclusive) are committed: undefined while nobody knows. Throws when they never will be. */
  committed(offset: number): true | undefined {
    if (!this.isLeader) throw new KafkaError('NOT_LEADER_OR_FOLLOWER')
    if (this.log.highWatermark < offset) return undefined
    if (this.#state.isr.length < this.effectiveMinIsr) throw new KafkaError('NOT_ENOUGH_REPLICAS_AFTER_APPEND')
    return true
  }

  /** Moves the log's start up; returns the new one. Throws OFFSET_OUT_OF_RANGE, POLICY_VIOLATION for topics that are only compacted. */
  deleteRecordsBefore(offset: number): number {
    this.checkLeader()
    if (!this.log.config.delete) {
      throw new KafkaError(
        'POLICY_VIOLATION',
        `Records of partition ${this.topic}-${this.partition} can not be deleted due to the configured policy`,
      )
    }
    const start = this.log.deleteRecordsBefore(offset)
    this.room.poke()
    return start
  }

  /** Writes batches that came from the leader, as they are. Throws as the log does. */
  appendAsFollower(records: Buffer): AppendResult {
    const result = this.log.appendAsFollower(records)
    this.room.poke()
    return result
  }

  /** Takes over what the leader says is committed, as far as it is here, and where its log starts. */
  updateFollowerState({ highWatermark, logStartOffset }: LeaderProgress): void {
    const { log } = this
    const before = log.highWatermark
    if (highWatermark > before) log.highWatermark = highWatermark
    const start = Math.min(logStartOffset, log.highWatermark)
    const startMoves = start > log.logStartOffset
    if (startMoves) log.deleteRecordsBefore(start)
    if (startMoves || log.highWatermark !== before) this.room.poke()
  }

  /** Removes records from `offset` on that the leader does not have. True when there were any. */
  truncateTo(offset: number): boolean {
    const removed = this.log.truncateTo(offset)
    if (removed) this.room.poke()
    return removed
  }

  /** What all in-sync replicas have; the leader alone decides as long as the ISR is itself alone. */
  #advanceHighWatermark(): void {
    const { isr } = this.#state
    if (isr.length === 1 && isr[0] === this.#brokerId && isr.length >= this.effectiveMinIsr) {
      this.log.highWatermark = this.log.logEndOffset
    }
  }
}
