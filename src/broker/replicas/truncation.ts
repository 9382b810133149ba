import type { EpochAndOffset } from '../../log/types.ts'

export interface Divergence {
  /** The largest epoch that the leader has and that is not above the follower's; −1 when it can't tell. */
  readonly epoch: number
  /** Where that epoch ends on the leader; −1 when it can't tell. */
  readonly endOffset: number
}

export interface FollowerEnd {
  readonly logEndOffset: number
  readonly fetchOffset: number
  /** The follower's own end of the leader's epoch, or of the largest one before it; undefined when it knows none such. */
  readonly ownEnd: EpochAndOffset | undefined
}

/**
 * To which offset a follower truncates that the leader told of a diverging epoch (KIP-101, KIP-595). When it does not
 * know the leader's epoch it goes back to the end of what it knows before it, and asks again from there.
 */
export function truncationOffset({ epoch, endOffset }: Divergence, follower: FollowerEnd): number {
  const { logEndOffset, fetchOffset, ownEnd } = follower
  if (endOffset < 0) return fetchOffset
  if (epoch < 0 || ownEnd === undefined) return Math.min(endOffset, logEndOffset)
  if (ownEnd.leaderEpoch !== epoch) return Math.min(ownEnd.endOffset, logEndOffset)
  return Math.min(ownEnd.endOffset, endOffset, logEndOffset)
}
