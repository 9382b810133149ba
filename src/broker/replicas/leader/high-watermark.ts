import type { FollowerState } from './follower-state.ts'

/** A follower of a leader, and what is known of it. */
export interface Follower {
  readonly id: number
  state: FollowerState
}

/**
 * What all have whom the high watermark waits for: the leader, and followers that count. Those are the members of the
 * maximal ISR, and those so close to the end that they will join it: they would never get there if it ran ahead of them.
 */
export function highWatermarkOf<F extends Follower>(
  leaderEnd: number,
  followers: Iterable<F>,
  counts: (follower: F) => boolean,
): number {
  let offset = leaderEnd
  for (const follower of followers) {
    const { logEndOffset } = follower.state
    if (logEndOffset < offset && counts(follower)) offset = logEndOffset
  }
  return offset
}
