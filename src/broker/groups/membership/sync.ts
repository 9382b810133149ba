import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { Assignments, GroupSettings, Outcome } from './effects.ts'
import { type Group, type Member, noAssignment, type Ticket } from './group.ts'
import { dropAssignments, prepareRebalance } from './rebalance.ts'
import { failedSync, Transition } from './transition.ts'
import { type MemberIdentity, validateGeneration } from './validate.ts'

export interface SyncRequest extends MemberIdentity {
  readonly ticket: Ticket
  readonly generation: number
  /** Null from clients that don't say. */
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly assignments: Assignments
}

/** SyncGroup: the leader's brings the assignments, the others' wait for them. */
export function sync(before: Group, request: SyncRequest, now: number): Outcome {
  const turn = new Transition(before, now)
  const error = refusal(before, request)
  const member = before.members.get(request.memberId)
  if (error !== 'NONE' || !member) {
    turn.effects.push({ type: 'synced', ticket: request.ticket, answer: failedSync(error) })
    return turn.outcome
  }
  noLongerPending(turn, member)
  if (before.state === 'Stable') answerAtOnce(turn, member, request)
  else waitForLeader(turn, member, request)
  return turn.outcome
}

function refusal(group: Group, request: SyncRequest): ErrorName {
  const error = validateGeneration(group, request.generation, request)
  if (error !== 'NONE') return error
  const { protocolType, protocolName } = request
  if (protocolType !== null && protocolType !== group.protocolType) return 'INCONSISTENT_GROUP_PROTOCOL'
  if (protocolName !== null && protocolName !== group.protocolName) return 'INCONSISTENT_GROUP_PROTOCOL'
  if (group.state === 'Empty') return 'UNKNOWN_MEMBER_ID'
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}

function noLongerPending(turn: Transition, { memberId }: Member): void {
  const { pendingSync } = turn.group
  if (pendingSync.delete(memberId) && pendingSync.size === 0) turn.timer('sync', undefined)
}

function answerAtOnce(turn: Transition, member: Member, { ticket }: SyncRequest): void {
  turn.effects.push({ type: 'synced', ticket, answer: assigned(turn.group, member) })
  turn.session(member)
}

function waitForLeader(turn: Transition, member: Member, request: SyncRequest): void {
  turn.put({ ...turn.answerSync(member, failedSync('REBALANCE_IN_PROGRESS')), syncing: request.ticket })
  const { group } = turn
  if (group.leaderId !== member.memberId) return
  const assignments = new Map<string, Buffer>()
  for (const memberId of group.members.keys()) {
    assignments.set(memberId, request.assignments.get(memberId) ?? noAssignment)
  }
  const purpose = { type: 'assignment', generation: group.generation, assignments } as const
  turn.effects.push({ type: 'store', group, assignments, purpose })
}

const assigned = (group: Group, member: Member) => ({
  error: 'NONE' as const,
  protocolType: group.protocolType ?? null,
  protocolName: group.protocolName ?? null,
  assignment: member.assignment,
})

/** The leader's assignments are stored, or aren't. By now the group may have gone on: then nothing happens. */
export function assignmentStored(
  before: Group,
  { generation, assignments }: { generation: number; assignments: Assignments },
  error: ErrorName,
  settings: GroupSettings,
  now: number,
): Outcome {
  const turn = new Transition(before, now)
  if (before.state !== 'CompletingRebalance' || before.generation !== generation) return turn.outcome
  if (error === 'NONE') spread(turn, assignments)
  else {
    dropAssignments(turn, error)
    prepareRebalance(turn, settings, `Error ${error} when storing group assignment during SyncGroup`)
  }
  return turn.outcome
}

function spread(turn: Transition, assignments: Assignments): void {
  const { group } = turn
  for (const known of [...group.members.values()]) {
    const member = { ...known, assignment: assignments.get(known.memberId) ?? noAssignment }
    turn.put(member)
    if (member.syncing !== undefined) turn.session(turn.answerSync(member, assigned(group, member)))
  }
  turn.enter('Stable')
}

/** The `sync` timer ran out: who hasn't synced since the rebalance is not there any more. */
export function syncTimeout(before: Group, settings: GroupSettings, now: number): Outcome {
  const turn = new Transition(before, now)
  const waiting = before.state === 'CompletingRebalance' || before.state === 'Stable'
  if (!waiting || before.pendingSync.size === 0) return turn.outcome
  for (const memberId of before.pendingSync) {
    const member = turn.group.members.get(memberId)
    if (member) turn.remove(member, 'UNKNOWN_MEMBER_ID')
  }
  turn.group.pendingSync.clear()
  prepareRebalance(turn, settings, `Removing ${[...before.pendingSync].join(', ')} on pending sync request expiration`)
  return turn.outcome
}
