import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { GroupSettings, Outcome } from './effects.ts'
import { type Group, hasSameProtocols, type Member, noAssignment, supportsProtocols, waitingToJoin } from './group.ts'
import { type JoinRequest, joiningWith } from './join-request.ts'
import { completeWhenAllJoined, prepareRebalance } from './rebalance.ts'
import { replaceStaticMember } from './static-members.ts'
import { currentGeneration, failedJoin, Transition } from './transition.ts'
import { validateMember } from './validate.ts'

/** New members have no session to keep alive yet; one that vanished while waiting goes after this time. */
const newMemberTimeoutMs = 5 * 60 * 1000

/** JoinGroup, for a group that exists (if only since now). */
export function join(before: Group, request: JoinRequest, settings: GroupSettings, now: number): Outcome {
  const turn = new Transition(before, now)
  const error = refusal(before, request, settings)
  if (error !== 'NONE') refuse(turn, request, error)
  else if (request.memberId === '') joinAsNewcomer(turn, request, settings)
  else joinAgain(turn, request, settings)
  completeWhenAllJoined(turn)
  return turn.outcome
}

function refusal(group: Group, request: JoinRequest, settings: GroupSettings): ErrorName {
  if (!hasRoom(group, request.memberId, settings.maxSize)) return 'GROUP_MAX_SIZE_REACHED'
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE'
  return supportsProtocols(group, request.protocolType, request.protocols) ? 'NONE' : 'INCONSISTENT_GROUP_PROTOCOL'
}

/** While a group prepares, those who wait count, so that a group that became too large loses whoever comes last. */
function hasRoom(group: Group, memberId: string, maxSize: number): boolean {
  if (group.state === 'Empty' || group.state === 'Dead') return true
  const member = group.members.get(memberId)
  if (group.state === 'PreparingRebalance') return member?.joining !== undefined || waitingToJoin(group) < maxSize
  return member !== undefined || group.members.size < maxSize
}

function refuse(turn: Transition, { ticket, memberId }: JoinRequest, error: ErrorName): void {
  if (error === 'GROUP_MAX_SIZE_REACHED') {
    const member = turn.group.members.get(memberId)
    if (member) turn.remove(member, 'UNKNOWN_MEMBER_ID')
    turn.group.pendingMembers.delete(memberId)
  }
  turn.effects.push({ type: 'joined', ticket, answer: failedJoin(error, memberId) })
}

function joinAsNewcomer(turn: Transition, request: JoinRequest, settings: GroupSettings): void {
  const { groupInstanceId, newMemberId, sessionTimeoutMs, ticket } = request
  const known = groupInstanceId === null ? undefined : turn.group.staticMembers.get(groupInstanceId)
  if (known !== undefined) replaceStaticMember(turn, known, request, settings)
  else if (groupInstanceId === null && request.requireKnownMemberId) {
    turn.group.pendingMembers.add(newMemberId)
    turn.effects.push({ type: 'session', memberId: newMemberId, timeoutMs: sessionTimeoutMs })
    turn.effects.push({ type: 'joined', ticket, answer: failedJoin('MEMBER_ID_REQUIRED', newMemberId) })
  } else addMember(turn, newMemberId, request, settings)
}

function addMember(turn: Transition, memberId: string, request: JoinRequest, settings: GroupSettings): void {
  const { group } = turn
  const { clientId, clientHost, groupInstanceId, rebalanceTimeoutMs, sessionTimeoutMs, protocols } = request
  if (group.state === 'PreparingRebalance' && group.generation === 0) group.newMemberAdded = true
  if (group.members.size === 0) group.protocolType = request.protocolType
  group.leaderId ??= memberId
  group.pendingMembers.delete(memberId)
  const member: Member = {
    memberId,
    groupInstanceId,
    clientId,
    clientHost,
    rebalanceTimeoutMs,
    sessionTimeoutMs,
    protocols,
    assignment: noAssignment,
    isNew: true,
    joining: request.ticket,
    syncing: undefined,
  }
  turn.put(member)
  turn.session(member, newMemberTimeoutMs)
  prepareRebalance(turn, settings, `Adding new member ${memberId} with group instance id ${groupInstanceId ?? 'None'}`)
}

function joinAgain(turn: Transition, request: JoinRequest, settings: GroupSettings): void {
  const { group } = turn
  const { memberId, ticket } = request
  if (group.pendingMembers.has(memberId)) {
    addMember(turn, memberId, { ...request, groupInstanceId: null }, settings)
    return
  }
  const error = validateMember(group, request)
  const member = group.members.get(memberId)
  if (error !== 'NONE' || !member) {
    turn.effects.push({ type: 'joined', ticket, answer: failedJoin(error, memberId) })
  } else if (mayKeepGeneration(group, member, request)) {
    turn.effects.push({ type: 'joined', ticket, answer: currentGeneration(group, memberId) })
  } else updateMember(turn, member, request, settings)
}

/** Its first answer got lost, or it only asks again: nothing has changed, so nobody else need be disturbed. */
function mayKeepGeneration(group: Group, member: Member, request: JoinRequest): boolean {
  const unchanged = hasSameProtocols(member, request.protocols)
  if (group.state === 'CompletingRebalance') return unchanged
  // A leader that joins again wants a new assignment: its topics' metadata may have changed.
  return group.state === 'Stable' && unchanged && group.leaderId !== member.memberId
}

function updateMember(turn: Transition, member: Member, request: JoinRequest, settings: GroupSettings): void {
  turn.put({ ...turn.answerJoin(member, failedJoin('REBALANCE_IN_PROGRESS')), ...joiningWith(request) })
  prepareRebalance(turn, settings, `Updating metadata for member ${member.memberId}${reasonOf(request)}`)
}

const reasonOf = ({ reason }: JoinRequest): string => (reason === '' ? '' : `; client reason: ${reason}`)
