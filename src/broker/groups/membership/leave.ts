import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { GroupSettings, Outcome } from './effects.ts'
import type { Group, Member } from './group.ts'
import { completeWhenAllJoined, prepareRebalance } from './rebalance.ts'
import { failedJoin, failedSync, Transition } from './transition.ts'
import { type MemberIdentity, validateMember } from './validate.ts'

export interface LeaveOutcome extends Outcome {
  /** One for each who wanted to leave, in their order. */
  readonly errors: readonly ErrorName[]
}

/** LeaveGroup of several members; an operator may name a static one by its instance id alone. */
export function leave(
  before: Group,
  leaving: readonly MemberIdentity[],
  settings: GroupSettings,
  now: number,
): LeaveOutcome {
  const turn = new Transition(before, now)
  const errors = leaving.map((identity) => leaveOne(turn, identity, settings))
  return { ...turn.outcome, errors }
}

function leaveOne(turn: Transition, identity: MemberIdentity, settings: GroupSettings): ErrorName {
  const { memberId, groupInstanceId } = identity
  const { group } = turn
  if (group.pendingMembers.has(memberId)) {
    removePending(turn, memberId)
    return 'NONE'
  }
  const byInstance = memberId === '' && groupInstanceId !== null ? group.staticMembers.get(groupInstanceId) : undefined
  const id = byInstance ?? memberId
  const error = validateMember(group, { memberId: id, groupInstanceId })
  const member = group.members.get(id)
  if (error !== 'NONE' || !member) return memberId === '' ? 'UNKNOWN_MEMBER_ID' : error
  removeMember(turn, member, settings, `Removing member ${id} on LeaveGroup`)
  return 'NONE'
}

/** A member's session ran out without a sign of life, or a pending one's time to join. */
export function expireMember(before: Group, memberId: string, settings: GroupSettings, now: number): Outcome {
  const turn = new Transition(before, now)
  const member = before.members.get(memberId)
  if (before.state === 'Dead') return turn.outcome
  if (before.pendingMembers.has(memberId)) removePending(turn, memberId)
  else if (member && !waits(member)) {
    removeMember(turn, member, settings, `removing member ${memberId} on heartbeat expiration`)
  }
  return turn.outcome
}

/** Who waits for an answer of ours need not beat; except the new, whose client may have given up long ago. */
const waits = (member: Member): boolean =>
  !member.isNew && (member.joining !== undefined || member.syncing !== undefined)

function removeMember(turn: Transition, member: Member, settings: GroupSettings, reason: string): void {
  turn.remove(member, 'UNKNOWN_MEMBER_ID')
  const { state } = turn.group
  if (state === 'Stable' || state === 'CompletingRebalance') prepareRebalance(turn, settings, reason)
  else completeWhenAllJoined(turn)
}

function removePending(turn: Transition, memberId: string): void {
  turn.group.pendingMembers.delete(memberId)
  turn.effects.push({ type: 'forget', memberId })
  completeWhenAllJoined(turn)
}

/** The group ends here: deleted, expired, or led by another broker from now on. Whoever waits is told `error`. */
export function end(before: Group, error: ErrorName, now: number): Outcome {
  const turn = new Transition(before, now)
  for (const member of before.members.values()) {
    const answered = turn.answerJoin(member, failedJoin(error, member.memberId))
    turn.answerSync(answered, failedSync(error))
    turn.effects.push({ type: 'forget', memberId: member.memberId })
  }
  for (const memberId of before.pendingMembers) turn.effects.push({ type: 'forget', memberId })
  turn.timer('join', undefined)
  turn.timer('sync', undefined)
  turn.enter('Dead')
  return turn.outcome
}
