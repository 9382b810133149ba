import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { GroupSettings, JoinAnswer, Outcome, StaticReplacement } from './effects.ts'
import { electProtocol, type Group, type Member } from './group.ts'
import { type JoinRequest, joiningWith } from './join-request.ts'
import { prepareRebalance } from './rebalance.ts'
import { currentGeneration, failedJoin, failedSync, Transition } from './transition.ts'

/** An instance came back under a new member id: it takes the old one's place, and in a stable group disturbs nobody. */
export function replaceStaticMember(
  turn: Transition,
  oldMemberId: string,
  request: JoinRequest,
  settings: GroupSettings,
): void {
  const { group } = turn
  const before: Group = { ...group, members: new Map(group.members), staticMembers: new Map(group.staticMembers) }
  const member = takeOver(turn, oldMemberId, request)
  if (!member) return
  turn.session(member)
  if (group.state === 'CompletingRebalance') {
    // The leader may be assigning to the old id at this moment.
    prepareRebalance(turn, settings, `Updating metadata for static member ${member.memberId}`)
  } else if (group.state === 'Stable' && electProtocol(group) === group.protocolName) {
    store(turn, { type: 'static', ticket: request.ticket, memberId: member.memberId, before, ...skipping(request) })
  } else if (group.state === 'Stable') {
    prepareRebalance(turn, settings, `Group's selectedProtocol will change because of static member ${member.memberId}`)
  }
}

const skipping = ({ supportsSkippingAssignment }: JoinRequest) => ({ supportsSkippingAssignment })

function takeOver(turn: Transition, oldMemberId: string, request: JoinRequest): Member | undefined {
  const { group } = turn
  const old = group.members.get(oldMemberId)
  if (!old) return undefined
  turn.answerJoin(old, failedJoin('FENCED_INSTANCE_ID', oldMemberId))
  turn.answerSync(old, failedSync('FENCED_INSTANCE_ID'))
  const member: Member = { ...old, memberId: request.newMemberId, syncing: undefined, ...joiningWith(request) }
  renameMember(turn, old, member)
  return member
}

/** Keeps the member's place in the order, and its leadership. */
function renameMember(turn: Transition, old: Member, member: Member): void {
  const { group } = turn
  const inOrder = [...group.members.values()].map((other) => (other.memberId === old.memberId ? member : other))
  group.members.clear()
  for (const each of inOrder) turn.put(each)
  if (group.leaderId === old.memberId) group.leaderId = member.memberId
  if (group.pendingSync.delete(old.memberId)) group.pendingSync.add(member.memberId)
  turn.effects.push({ type: 'forget', memberId: old.memberId })
}

function store(turn: Transition, purpose: StaticReplacement): void {
  const { group } = turn
  const assignments = new Map([...group.members.values()].map(({ memberId, assignment }) => [memberId, assignment]))
  turn.effects.push({ type: 'store', group, assignments, purpose })
}

/** The record with the member's new id is written, or isn't: then everything is as it was before. */
export function staticMemberStored(now: Group, purpose: StaticReplacement, error: ErrorName, time: number): Outcome {
  const turn = new Transition(now, time)
  const member = now.members.get(purpose.memberId)
  if (member?.joining !== purpose.ticket) return turn.outcome
  if (error === 'NONE') {
    turn.session(turn.answerJoin(member, resumed(now, purpose)))
    return turn.outcome
  }
  turn.answerJoin(member, { ...currentGeneration(now, ''), leader: purpose.before.leaderId ?? '', error })
  revert(turn, member, purpose.before)
  return turn.outcome
}

/**
 * A client that can't be told to skip assigning is given the old leader's id, so that it does not take itself for the
 * leader: a stable group would not spread its assignment.
 */
function resumed(group: Group, { memberId, before, supportsSkippingAssignment }: StaticReplacement): JoinAnswer {
  const answer = currentGeneration(group, memberId)
  if (supportsSkippingAssignment) return { ...answer, skipAssignment: group.leaderId === memberId }
  return { ...answer, leader: before.leaderId ?? '', members: [] }
}

function revert(turn: Transition, member: Member, before: Group): void {
  const old = [...before.members.values()].find(({ groupInstanceId }) => groupInstanceId === member.groupInstanceId)
  if (!old) return
  const idle: Member = { ...old, joining: undefined, syncing: undefined }
  renameMember(turn, { ...member, joining: undefined }, idle)
  turn.session(idle)
}
