import { zeroUuid } from '../../../wire/schema/index.ts'
import type { Partition } from '../partition.ts'
import type { Wanted } from './leader-session.ts'

/** A partition that a fetcher fills, and how far it has come under the leader epoch it was given with. */
export class Followed {
  readonly partition: Partition
  readonly leaderEpoch: number
  /** What identifies it to the leader, as long as its topic is the same. */
  readonly key: string
  readonly topicId: string
  fetchOffset: number
  /** −1 while the log has no epoch. */
  lastFetchedEpoch: number
  /** Offsets that the leader's high watermark was ahead by; undefined before the first answer. */
  lag: number | undefined
  /** Monotonic time (ms) until which it is left alone. */
  delayedUntil = 0

  constructor(partition: Partition) {
    const { log, leaderEpoch } = partition
    this.partition = partition
    this.leaderEpoch = leaderEpoch
    this.topicId = log.topicId ?? zeroUuid
    this.key = followedKey(this.topicId, partition.topic, partition.partition)
    this.fetchOffset = log.logEndOffset
    this.lastFetchedEpoch = log.latestEpoch ?? -1
  }

  get name(): string {
    return `${this.partition.topic}-${this.partition.partition}`
  }

  /** As far as the leader's high watermark: what it fetches no longer counts against a throttle. */
  get isInSync(): boolean {
    return this.lag !== undefined && this.lag <= 0
  }

  /** Goes on from the log's end, as it is now. */
  resume(): void {
    const { log } = this.partition
    this.fetchOffset = log.logEndOffset
    this.lastFetchedEpoch = log.latestEpoch ?? -1
  }

  wanted(partitionMaxBytes: number): Wanted {
    const { topic, partition, log } = this.partition
    return {
      ...{ topic, topicId: this.topicId, partition, partitionMaxBytes },
      currentLeaderEpoch: this.leaderEpoch,
      fetchOffset: this.fetchOffset,
      lastFetchedEpoch: this.lastFetchedEpoch,
      logStartOffset: log.logStartOffset,
    }
  }
}

export function followedKey(topicId: string, topic: string, partition: number): string {
  return `${topicId === zeroUuid ? topic : topicId}-${partition}`
}
