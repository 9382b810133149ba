/** What a leader knows of one follower. Times are monotonic milliseconds. */
export interface FollowerState {
  /** The offset that it fetched last: it has all below. −1: not known since this broker leads. */
  readonly logEndOffset: number
  readonly logStartOffset: number
  /** Where the leader's log ended at the follower's last fetch, and when that was. */
  readonly lastFetchLeaderEnd: number
  readonly lastFetchAt: number
  /** When it last had all that the leader had. */
  readonly lastCaughtUpAt: number
  /** −1: not given. */
  readonly brokerEpoch: number
}

const never = Number.NEGATIVE_INFINITY

export const unknownFollower: FollowerState = {
  logEndOffset: -1,
  logStartOffset: -1,
  lastFetchLeaderEnd: -1,
  lastFetchAt: never,
  lastCaughtUpAt: never,
  brokerEpoch: -1,
}

export interface FollowerFetch {
  readonly fetchOffset: number
  readonly logStartOffset: number
  /** Where the leader's log ended when it was read for this fetch. */
  readonly leaderEnd: number
  readonly brokerEpoch: number
  readonly at: number
}

/** Whoever fetches from an offset has everything below it. */
export function afterFetch(state: FollowerState, fetch: FollowerFetch): FollowerState {
  const { fetchOffset, logStartOffset, leaderEnd, brokerEpoch, at } = fetch
  return {
    logEndOffset: fetchOffset,
    logStartOffset,
    lastFetchLeaderEnd: Math.max(leaderEnd, state.lastFetchLeaderEnd),
    lastFetchAt: at,
    lastCaughtUpAt: Math.max(state.lastCaughtUpAt, caughtUpAt(state, fetch)),
    brokerEpoch,
  }
}

/** A follower of a log that grows all the time never fetches from its end, but may have what was its end one fetch ago. */
function caughtUpAt(state: FollowerState, { fetchOffset, leaderEnd, at }: FollowerFetch): number {
  if (fetchOffset >= leaderEnd) return at
  return fetchOffset >= state.lastFetchLeaderEnd ? state.lastFetchAt : never
}

export interface NewEpoch {
  readonly at: number
  readonly leaderEnd: number
  /** This broker did not lead under the epoch before: what it knew of followers is void. */
  readonly isNewLeader: boolean
  readonly isInSync: boolean
}

/** Replicas in sync get the time to show themselves. */
export function underNewEpoch(state: FollowerState, { at, leaderEnd, isNewLeader, isInSync }: NewEpoch): FollowerState {
  const lastCaughtUpAt = isInSync ? at : never
  if (isNewLeader) return { ...unknownFollower, lastCaughtUpAt }
  return { ...state, lastFetchLeaderEnd: leaderEnd, lastFetchAt: lastCaughtUpAt, lastCaughtUpAt }
}

/** True when the follower has everything, or had it not more than `lagMs` ago. */
export const isCaughtUp = (state: FollowerState, leaderEnd: number, now: number, lagMs: number): boolean =>
  state.logEndOffset === leaderEnd || now - state.lastCaughtUpAt <= lagMs
