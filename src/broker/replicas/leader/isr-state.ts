import type { ErrorName } from '../../../wire/kafka/errors.ts'

/** Who is in sync, as the leader knows it, and the one change of it that may be under way (KIP-497). */
export interface IsrState {
  /** As the controller has confirmed it. */
  readonly committed: readonly number[]
  /** Whoever may count as in sync: with the replica that is being added, still with those being removed. */
  readonly maximal: readonly number[]
  /** What the controller was asked to write; undefined while nothing is under way. */
  readonly proposed: readonly number[] | undefined
}

export const committedIsr = (isr: readonly number[]): IsrState => ({
  committed: isr,
  maximal: isr,
  proposed: undefined,
})

export function expandIsr({ committed }: IsrState, replica: number): IsrState {
  const larger = [...committed, replica]
  return { committed, maximal: larger, proposed: larger }
}

export const shrinkIsr = ({ committed }: IsrState, gone: readonly number[]): IsrState => ({
  committed,
  maximal: committed,
  proposed: committed.filter((replica) => !gone.includes(replica)),
})

export interface Candidate {
  readonly replica: number
  readonly logEndOffset: number
  readonly isAlive: boolean
}

export interface LeaderPosition {
  readonly highWatermark: number
  /** Where the log ended when the leader took over: before, it can't be told what an earlier leader had committed. */
  readonly epochStart: number
}

/** Whether a follower that just fetched is to be proposed for the ISR. */
export function mayJoin(isr: IsrState, candidate: Candidate, { highWatermark, epochStart }: LeaderPosition): boolean {
  const { replica, logEndOffset, isAlive } = candidate
  if (isr.proposed !== undefined || isr.committed.includes(replica) || !isAlive) return false
  return logEndOffset >= highWatermark && logEndOffset >= epochStart
}

/**
 * What a leader does after the controller refused its change: forget it; wait for the controller's next word, because
 * one of them knows something that the other does not; or ask again.
 */
export function afterRefusal(error: ErrorName): 'forget' | 'wait' | 'repeat' {
  switch (error) {
    case 'OPERATION_NOT_ATTEMPTED':
    case 'INELIGIBLE_REPLICA':
      return 'forget'
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
    case 'FENCED_LEADER_EPOCH':
    case 'INVALID_UPDATE_VERSION':
    case 'INVALID_REQUEST':
    case 'NEW_LEADER_ELECTED':
      return 'wait'
    default:
      return 'repeat'
  }
}
