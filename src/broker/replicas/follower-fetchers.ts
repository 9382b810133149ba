import type { Partition } from './partition.ts'

/** Fills the replicas of this broker that follow: fetches from their leaders and appends what they give. */
export interface FollowerFetchers {
  /** The partition follows `leader` (≥ 0) now, or still does under a new leader epoch (`partition.leaderEpoch`). */
  follow(partition: Partition, leader: number): void
  /** The partition follows nobody any more: it leads, was stopped or deleted, or its log went offline. */
  stop(partition: Partition): void
  /** A request of the controller is through: fetchers that have nothing left to do may end. */
  settle(): void
  /** From time to time: leaders are told of logs that start elsewhere by now, as retention goes its own way here too. */
  review(): void
  close(): Promise<void>
}
