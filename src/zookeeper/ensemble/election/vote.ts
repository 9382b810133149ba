/** What a server of an ensemble does. The order is the wire's. */
export const peerStates = ['looking', 'following', 'leading', 'observing'] as const
export type PeerState = (typeof peerStates)[number]

/** Who should lead, and why: its last epoch and transaction. */
export interface Candidate {
  readonly leader: number
  readonly zxid: bigint
  readonly peerEpoch: number
}

/** What a server says about the election to the others. */
export interface Notification extends Candidate {
  readonly state: PeerState
  /** The sender's round. */
  readonly electionEpoch: number
}

/** No server's: what one without a vote proposes. */
export const noCandidate: Candidate = { leader: -(2 ** 63), zxid: -(2n ** 63n), peerEpoch: -(2 ** 63) }

/** Whether `a` should rather lead than `b`: the later epoch, then the later transaction, then the higher id. */
export function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.peerEpoch !== b.peerEpoch) return a.peerEpoch > b.peerEpoch
  if (a.zxid !== b.zxid) return a.zxid > b.zxid
  return a.leader > b.leader
}

/**
 * Whether two votes elect the same leader. Once servers follow, their rounds and zxids may differ: late ones joined a
 * leader that others had elected.
 */
export function agree(a: Notification, b: Notification): boolean {
  if (a.leader !== b.leader || a.peerEpoch !== b.peerEpoch) return false
  if (a.state !== 'looking' && b.state !== 'looking') return true
  return a.zxid === b.zxid && a.electionEpoch === b.electionEpoch
}
