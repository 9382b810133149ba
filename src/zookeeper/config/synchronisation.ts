import type { PropertyReader } from './property-reader.ts'

/** How a leader brings learners to its state. */
export interface SynchronisationConfig {
  /** They are sent logged transactions up to this part of a snapshot's size; below 0 only those in memory. */
  readonly logShare: number
  /** They are sent a snapshot, however little they lack. */
  readonly alwaysSnapshot: boolean
  /** Milliseconds before a learner calls its leader again that did not answer. */
  readonly leaderRetryPause: number
}

const usualLogShare = 0.33

export function synchronisationConfig(read: PropertyReader): SynchronisationConfig {
  // As with ZooKeeper, what is no number is passed over.
  const logShare = Number(read.text('snapshotSizeFactor') || usualLogShare)
  return {
    logShare: Number.isFinite(logShare) ? logShare : usualLogShare,
    alwaysSnapshot: read.flag('forceSnapshotSync', false),
    leaderRetryPause: read.number('leaderConnectDelayDuringRetryMs', 100),
  }
}
