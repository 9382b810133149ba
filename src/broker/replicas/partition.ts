import type { PartitionLog } from '../../log/partition-log.ts'
import type { AppendOptions, AppendResult } from '../../log/types.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { WaitingRoom } from '../delayed/delayed.ts'
import { type AssignedState, type ConfirmedState, unassigned } from './assigned-state.ts'
import type { FollowerFetch } from './leader/follower-state.ts'
import { type LeaderSurroundings, Leadership, type LedPartition, type Presence } from './leader/leadership.ts'

/** What a follower learns of its leader with each answer. */
export interface LeaderProgress {
  readonly highWatermark: number
  readonly logStartOffset: number
}

/** One partition that has a replica on this broker. */
export class Partition implements LedPartition {
  readonly topic: string
  readonly partition: number
  readonly log: PartitionLog
  /** Poked when the high watermark or a log start moved, the ISR or the leader changed. */
  readonly room = new WaitingRoom()
  /** Poked when the log grew or was cut, and when the leader changed: followers wait here. */
  readonly endRoom = new WaitingRoom()
  readonly #surroundings: LeaderSurroundings
  #state: AssignedState = unassigned
  #leadership: Leadership | undefined
  #reviewedStart = -1

  constructor(surroundings: LeaderSurroundings, log: PartitionLog) {
    this.#surroundings = surroundings
    this.topic = log.topic
    this.partition = log.partition
    this.log = log
  }

  /** As the controller said it, with the ISR as it was confirmed last. */
  get state(): AssignedState {
    return this.#state
  }

  get leaderEpoch(): number {
    return this.#state.leaderEpoch
  }

  get isLeader(): boolean {
    return this.#leadership !== undefined
  }

  /** Undefined while this broker does not lead. */
  get leadership(): Leadership | undefined {
    return this.#leadership
  }

  /** Takes the lead, or goes on leading under a new epoch. True when it did not lead before. */
  makeLeader(state: AssignedState): boolean {
    const isNewLeader = this.#leadership === undefined
    const isNewEpoch = state.leaderEpoch !== this.#state.leaderEpoch
    // Whoever leads has recovered: its log is the truth from now on.
    this.#state = { ...state, leaderRecoveryState: 0 }
    const leadership = this.#leadership ?? new Leadership(this, this.#surroundings)
    this.#leadership = leadership
    leadership.take(state, { isNewLeader, isNewEpoch })
    leadership.advance()
    this.#pokeAll()
    return isNewLeader
  }

  /** Follows another broker, or nobody. True when it did not follow that one before. */
  makeFollower(state: AssignedState): boolean {
    const changed = state.leader !== this.#state.leader || state.leaderEpoch !== this.#state.leaderEpoch
    this.#state = state
    this.#endLeadership()
    return changed
  }

  /** The lead is lost because the replica is stopped or deleted, or its disk failed: whoever waits is told. */
  stop(): void {
    this.#state = { ...this.#state, leader: -1 }
    this.#endLeadership()
  }

  #endLeadership(): void {
    this.#leadership?.end()
    this.#leadership = undefined
    this.#pokeAll()
  }

  #pokeAll(): void {
    this.endRoom.poke()
    this.room.poke()
  }

  /** Throws what a client is told that asked the wrong broker, or under another leader epoch than its own (−1: any). */
  checkLeader(currentLeaderEpoch = -1): void {
    this.checkEpoch(currentLeaderEpoch)
    if (!this.isLeader) throw new KafkaError('NOT_LEADER_OR_FOLLOWER')
    if (this.log.isOffline) throw new KafkaError('KAFKA_STORAGE_ERROR')
  }

  /** The same for what any replica may answer (KIP-392). */
  checkReplica(currentLeaderEpoch = -1): void {
    this.checkEpoch(currentLeaderEpoch)
    if (this.log.isOffline) throw new KafkaError('KAFKA_STORAGE_ERROR')
  }

  checkEpoch(currentLeaderEpoch: number): void {
    if (currentLeaderEpoch === -1 || currentLeaderEpoch === this.leaderEpoch) return
    throw new KafkaError(currentLeaderEpoch < this.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH')
  }

  /** True while offsets can't be told, because the records of earlier leaders are not all known to be committed. */
  get isCatchingUpEpoch(): boolean {
    return this.#leadership !== undefined && this.log.highWatermark < this.#leadership.epochStart
  }

  get effectiveMinIsr(): number {
    return Math.min(this.log.config.minInsyncReplicas, Math.max(1, this.#state.replicas.length))
  }

  #leading(): Leadership {
    if (this.#leadership === undefined) throw new KafkaError('NOT_LEADER_OR_FOLLOWER')
    return this.#leadership
  }

  /**
   * Writes a client's or coordinator's records. Throws as the log does, and NOT_LEADER_OR_FOLLOWER, and NOT_ENOUGH_REPLICAS
   * when `acks` is −1 and too few replicas are in sync.
   */
  append(records: Buffer, acks: number, options?: AppendOptions): AppendResult {
    const leadership = this.#leading()
    const inSync = leadership.isr.committed.length
    if (acks === -1 && inSync < this.effectiveMinIsr) {
      throw new KafkaError(
        'NOT_ENOUGH_REPLICAS',
        `The size of the current ISR ${inSync} is insufficient to satisfy the min.isr requirement of ${this.effectiveMinIsr} for partition ${this.topic}-${this.partition}`,
      )
    }
    const before = this.log.logEndOffset
    const result = this.log.appendAsLeader(records, this.leaderEpoch, options)
    leadership.appended(before)
    const committed = leadership.advance()
    this.endRoom.poke()
    if (committed) this.room.poke()
    return result
  }

  /** Whether records up to `offset` (exclusive) are committed: undefined while nobody knows. Throws when they never will be. */
  committed(offset: number): true | undefined {
    if (this.log.isOffline) throw new KafkaError('KAFKA_STORAGE_ERROR')
    const { isr } = this.#leading()
    if (this.log.highWatermark < offset) return undefined
    if (isr.maximal.length < this.effectiveMinIsr) throw new KafkaError('NOT_ENOUGH_REPLICAS_AFTER_APPEND')
    return true
  }

  /**
   * Notes what a follower's fetch says of it; `presence` is its session's, if it has one. Throws NOT_LEADER_OR_FOLLOWER,
   * for a broker without a replica too.
   */
  followerFetched(replicaId: number, fetch: FollowerFetch, presence?: Presence): void {
    this.#leading().fetched(replicaId, fetch, presence)
  }

  /** From time to time: followers may lag, and retention, which goes its own way, may have moved the log's start. */
  review(): void {
    this.#leadership?.shrink()
    const { logStartOffset } = this.log
    if (logStartOffset !== this.#reviewedStart) this.room.poke()
    this.#reviewedStart = logStartOffset
  }

  isrConfirmed({ isr, partitionEpoch, leaderRecoveryState }: ConfirmedState): void {
    this.#state = { ...this.#state, isr, partitionEpoch, leaderRecoveryState }
  }

  progressed(): void {
    this.room.poke()
  }

  /**
   * Moves the log's start up (−1: to the high watermark); returns the offset that was meant. Throws OFFSET_OUT_OF_RANGE,
   * POLICY_VIOLATION for topics that are only compacted.
   */
  deleteRecordsBefore(offset: number): number {
    this.checkLeader()
    if (!this.log.config.delete) {
      throw new KafkaError(
        'POLICY_VIOLATION',
        `Records of partition ${this.topic}-${this.partition} can not be deleted due to the configured policy`,
      )
    }
    const wanted = offset === -1 ? this.log.highWatermark : offset
    if (wanted < 0) throw new KafkaError('OFFSET_OUT_OF_RANGE')
    this.log.deleteRecordsBefore(wanted)
    this.room.poke()
    return wanted
  }

  /** Writes batches that came from the leader, as they are. Throws as the log does. */
  appendAsFollower(records: Buffer): AppendResult {
    const result = this.log.appendAsFollower(records)
    this.endRoom.poke()
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
    if (removed) this.#pokeAll()
    return removed
  }
}
