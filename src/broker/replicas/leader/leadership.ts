import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { PartitionLog } from '../../../log/partition-log.ts'
import { type ErrorName, KafkaError } from '../../../wire/kafka/errors.ts'
import type { AssignedState, ConfirmedState } from '../assigned-state.ts'
import { afterFetch, type FollowerFetch, isCaughtUp, underNewEpoch, unknownFollower } from './follower-state.ts'
import { type Follower, highWatermarkOf } from './high-watermark.ts'
import type { IsrChanges } from './isr-change.ts'
import { afterRefusal, committedIsr, expandIsr, type IsrState, mayJoin, shrinkIsr } from './isr-state.ts'

/** What leaders need of their broker. */
export interface LeaderSurroundings {
  readonly brokerId: number
  readonly clock: Clock
  readonly logger: Logger
  /** `replica.lag.time.max.ms` */
  readonly lagMs: number
  readonly isrChanges: IsrChanges
  isAlive(brokerId: number): boolean
}

/** The partition, as its leadership sees it. */
export interface LedPartition {
  readonly topic: string
  readonly partition: number
  readonly log: Pick<PartitionLog, 'topicId' | 'logStartOffset' | 'logEndOffset' | 'highWatermark' | 'assignEpochStart'>
  readonly state: AssignedState
  readonly effectiveMinIsr: number
  /** The controller has written another ISR. */
  isrConfirmed(state: ConfirmedState): void
  /** The high watermark or the followers' log starts moved, or who counts as in sync. */
  progressed(): void
}

/** When a follower was last heard of. It need not name a partition in each fetch of its session (KIP-227). */
export interface Presence {
  readonly at: number
}

interface Remote extends Follower {
  presence: Presence | undefined
}

/** A leader's part in its partition: what the followers have, what is committed, who is in sync. */
export class Leadership {
  readonly #partition: LedPartition
  readonly #surroundings: LeaderSurroundings
  #followers: Remote[] = []
  #isr: IsrState = committedIsr([])
  #epochStart = 0

  constructor(partition: LedPartition, surroundings: LeaderSurroundings) {
    this.#partition = partition
    this.#surroundings = surroundings
  }

  get isr(): IsrState {
    return this.#isr
  }

  /** Where the log ended when this broker took over. */
  get epochStart(): number {
    return this.#epochStart
  }

  /** Begins to lead, or goes on under what the controller says now. */
  take(state: AssignedState, { isNewLeader, isNewEpoch }: { isNewLeader: boolean; isNewEpoch: boolean }): void {
    const { brokerId, clock } = this.#surroundings
    const { log } = this.#partition
    this.#isr = committedIsr(state.isr)
    this.#followers = state.replicas.filter((id) => id !== brokerId).map((id) => this.#remote(id) ?? newRemote(id))
    if (!isNewEpoch) return
    const leaderEnd = log.logEndOffset
    this.#epochStart = leaderEnd
    log.assignEpochStart(state.leaderEpoch, leaderEnd)
    const at = clock.elapsed()
    for (const follower of this.#followers) {
      const isInSync = state.isr.includes(follower.id)
      follower.state = underNewEpoch(follower.state, { at, leaderEnd, isNewLeader, isInSync })
      follower.presence = undefined
    }
  }

  /** What the controller answers from now on is for nobody. */
  end(): void {
    this.#isr = committedIsr([])
    this.#followers = []
  }

  #remote(id: number): Remote | undefined {
    return this.#followers.find((follower) => follower.id === id)
  }

  /** Moves the high watermark up to what is committed. True when it moved. */
  advance(): boolean {
    const { log, effectiveMinIsr } = this.#partition
    if (this.#isr.committed.length < effectiveMinIsr) return false
    const leaderEnd = log.logEndOffset
    const before = log.highWatermark
    const offset = this.#followers.length === 0 ? leaderEnd : this.#committedOffset(leaderEnd)
    if (offset <= before) return false
    log.highWatermark = offset
    return true
  }

  #committedOffset(leaderEnd: number): number {
    const { clock, lagMs } = this.#surroundings
    const { maximal } = this.#isr
    return highWatermarkOf(leaderEnd, this.#followers, ({ id, state }) => {
      if (maximal.includes(id)) return true
      return isCaughtUp(state, leaderEnd, clock.elapsed(), lagMs) && this.#surroundings.isAlive(id)
    })
  }

  /** The log grew from `before`: whoever had all of it, had it when last heard of. */
  appended(before: number): void {
    for (const follower of this.#followers) {
      const { state, presence } = follower
      if (presence === undefined || state.logEndOffset !== before || presence.at <= state.lastFetchAt) continue
      const { logStartOffset, brokerEpoch } = state
      const fetch = { fetchOffset: before, logStartOffset, leaderEnd: before, brokerEpoch, at: presence.at }
      follower.state = afterFetch(state, fetch)
    }
  }

  /**
   * Notes what a follower's fetch says of it, may propose it for the ISR, and moves the high watermark.
   * Throws NOT_LEADER_OR_FOLLOWER for a broker without a replica, and for a former life of a follower.
   */
  fetched(id: number, fetch: FollowerFetch, presence: Presence | undefined): void {
    const follower = this.#remote(id)
    if (follower === undefined) throw new KafkaError('NOT_LEADER_OR_FOLLOWER')
    const { state } = follower
    if (fetch.brokerEpoch !== -1 && fetch.brokerEpoch < state.brokerEpoch) {
      throw new KafkaError('NOT_LEADER_OR_FOLLOWER')
    }
    follower.state = afterFetch(state, fetch)
    follower.presence = presence
    this.#considerJoining(follower)
    const moved = state.logEndOffset !== fetch.fetchOffset && this.advance()
    if (moved || state.logStartOffset !== fetch.logStartOffset) this.#partition.progressed()
  }

  isFollower(id: number): boolean {
    return this.#remote(id) !== undefined
  }

  isInSync(id: number): boolean {
    return this.#isr.committed.includes(id)
  }

  /** The followers that are alive, with what is known of them. */
  *liveFollowers(): Generator<Follower> {
    for (const follower of this.#followers) if (this.#surroundings.isAlive(follower.id)) yield follower
  }

  /** The offset before which no live replica has records any more. */
  get lowWatermark(): number {
    let offset = this.#partition.log.logStartOffset
    for (const { state } of this.liveFollowers()) offset = Math.min(offset, state.logStartOffset)
    return offset
  }

  #considerJoining({ id, state }: Follower): void {
    const { highWatermark } = this.#partition.log
    if (this.#isr.committed.includes(id)) return
    const candidate = { replica: id, logEndOffset: state.logEndOffset, isAlive: this.#surroundings.isAlive(id) }
    if (mayJoin(this.#isr, candidate, { highWatermark, epochStart: this.#epochStart })) {
      this.#propose(expandIsr(this.#isr, id))
    }
  }

  /** Proposes to take out of the ISR who has been behind for too long, or has no replica. */
  shrink(): void {
    if (this.#isr.proposed !== undefined || this.#isr.committed.length <= 1) return
    const { brokerId, clock, lagMs } = this.#surroundings
    const { log } = this.#partition
    const now = clock.elapsed()
    // A reassignment that went wrong at the controller may leave a member behind that is no replica any more.
    const gone = this.#isr.committed.filter((id) => {
      const state = this.#remote(id)?.state ?? unknownFollower
      return id !== brokerId && !isCaughtUp(state, log.logEndOffset, now, lagMs)
    })
    if (gone.length === 0) return
    this.#log(
      `Taking ${gone.join(',')} out of the ISR ${this.#isr.committed.join(',')}: ` +
        `high watermark ${log.highWatermark}, end offset ${log.logEndOffset}`,
    )
    this.#propose(shrinkIsr(this.#isr, gone))
  }

  #propose(proposal: IsrState): void {
    this.#isr = proposal
    this.#submit(proposal, proposal.proposed ?? proposal.committed)
  }

  #submit(proposal: IsrState, isr: readonly number[]): void {
    const { topic, partition, log, state } = this.#partition
    this.#surroundings.isrChanges.submit({
      ...{ topic, partition, topicId: log.topicId, isr },
      leaderEpoch: state.leaderEpoch,
      partitionEpoch: state.partitionEpoch,
      // Whoever leads has recovered: it has all that there is.
      leaderRecoveryState: 0,
      confirmed: (confirmed) => this.#isr === proposal && this.#confirmed(confirmed),
      refused: (error) => this.#isr === proposal && this.#refused(proposal, isr, error),
    })
  }

  #confirmed(confirmed: ConfirmedState): void {
    const { leaderEpoch, partitionEpoch } = this.#partition.state
    if (confirmed.leaderEpoch !== leaderEpoch || confirmed.partitionEpoch < partitionEpoch) return
    this.#isr = committedIsr(confirmed.isr)
    this.#partition.isrConfirmed(confirmed)
    this.#log(`The ISR is ${confirmed.isr.join(',')} now, version ${confirmed.partitionEpoch}`)
    this.advance()
    this.#partition.progressed()
  }

  #refused(proposal: IsrState, isr: readonly number[], error: ErrorName): void {
    const next = afterRefusal(error)
    this.#log(`The ISR can't be ${isr.join(',')}: ${error}`)
    if (next === 'forget') this.#forget(proposal)
    else if (next === 'repeat') this.#submit(proposal, isr)
  }

  /** Nobody waits any more for whom the proposal wanted to let in: what the others have may be committed already. */
  #forget(proposal: IsrState): void {
    this.#isr = committedIsr(proposal.committed)
    if (this.advance()) this.#partition.progressed()
  }

  #log(message: string): void {
    const { brokerId, logger } = this.#surroundings
    const { topic, partition } = this.#partition
    logger.info(`[Partition ${topic}-${partition} broker=${brokerId}] ${message}`)
  }
}

const newRemote = (id: number): Remote => ({ id, state: unknownFollower, presence: undefined })
