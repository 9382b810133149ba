import type { GroupSettings, Outcome } from './effects.ts'
import { allHaveJoined, electProtocol, type Group, type Member, noAssignment, rebalanceTimeout } from './group.ts'
import { subscribedTopics } from './subscriptions.ts'
import { currentGeneration, failedSync, Transition } from './transition.ts'

/** Sends everybody back to joining, unless they are on their way already. */
export function prepareRebalance(turn: Transition, settings: GroupSettings, reason: string): void {
  const { group } = turn
  if (group.state === 'PreparingRebalance' || group.state === 'Dead') return
  if (group.state === 'CompletingRebalance') dropAssignments(turn, 'REBALANCE_IN_PROGRESS')
  turn.timer('sync', undefined)
  const wasEmpty = group.state === 'Empty'
  turn.enter('PreparingRebalance')
  turn.note(
    `Preparing to rebalance group ${group.groupId} in state PreparingRebalance with old generation ${group.generation} (reason: ${reason})`,
  )
  if (wasEmpty) gatherFirstMembers(turn, settings)
  else waitForMembers(turn)
}

/** Takes assignments back, and tells the members that wait for them why. */
export function dropAssignments(turn: Transition, error: Parameters<typeof failedSync>[0]): void {
  for (const member of [...turn.group.members.values()]) {
    const without = { ...member, assignment: noAssignment }
    turn.put(without)
    if (without.syncing === undefined) continue
    turn.session(turn.answerSync(without, failedSync(error)))
  }
}

/** An empty group waits a fixed while for more members: one rebalance instead of one a member. */
function gatherFirstMembers(turn: Transition, settings: GroupSettings): void {
  const delay = settings.initialRebalanceDelayMs
  turn.group.initialDelayLeft = Math.max(rebalanceTimeout(turn.group) - delay, 0)
  turn.timer('join', delay)
}

function waitForMembers(turn: Transition): void {
  turn.group.initialDelayLeft = undefined
  turn.timer('join', rebalanceTimeout(turn.group))
  completeWhenAllJoined(turn)
}

export function completeWhenAllJoined(turn: Transition): void {
  const { group } = turn
  if (group.state !== 'PreparingRebalance' || group.initialDelayLeft !== undefined) return
  if (allHaveJoined(group)) completeJoin(turn)
}

/** The `join` timer ran out. */
export function joinTimeout(before: Group, settings: GroupSettings, now: number): Outcome {
  const turn = new Transition(before, now)
  const { group } = turn
  if (group.state !== 'PreparingRebalance') return turn.outcome
  const left = group.initialDelayLeft
  if (left !== undefined && left > 0 && group.newMemberAdded) {
    const delay = Math.min(settings.initialRebalanceDelayMs, left)
    group.newMemberAdded = false
    group.initialDelayLeft = left - delay
    turn.timer('join', delay)
  } else completeJoin(turn)
  return turn.outcome
}

function completeJoin(turn: Transition): void {
  const { group } = turn
  removeAbsentees(turn)
  if (group.members.size > 0 && !electJoinedLeader(turn)) {
    // Only static members are left and none has come back: their sessions will decide.
    waitForMembers(turn)
    return
  }
  turn.timer('join', undefined)
  group.initialDelayLeft = undefined
  group.newMemberAdded = false
  group.generation += 1
  group.pendingSync.clear()
  if (group.members.size === 0) becomeEmpty(turn)
  else startGeneration(turn)
}

/** Static members may be away for as long as their session lasts; others must come when called. */
function removeAbsentees(turn: Transition): void {
  for (const member of [...turn.group.members.values()]) {
    if (member.joining !== undefined || member.groupInstanceId !== null) continue
    turn.remove(member, 'UNKNOWN_MEMBER_ID')
    turn.note(`Group ${turn.group.groupId} removed member ${member.memberId} who hasn't joined in time`)
  }
}

function electJoinedLeader(turn: Transition): boolean {
  const { group } = turn
  const leader = group.leaderId === undefined ? undefined : group.members.get(group.leaderId)
  if (leader?.joining !== undefined) return true
  const joined = [...group.members.values()].find(({ joining }) => joining !== undefined)
  if (joined) group.leaderId = joined.memberId
  return joined !== undefined
}

function becomeEmpty(turn: Transition): void {
  const { group } = turn
  group.protocolName = undefined
  group.subscribedTopics = subscribedTopics(group)
  turn.enter('Empty')
  turn.note(`Group ${group.groupId} with generation ${group.generation} is now empty`)
  turn.effects.push({ type: 'store', group, assignments: new Map(), purpose: { type: 'empty' } })
}

function startGeneration(turn: Transition): void {
  const { group } = turn
  group.protocolName = electProtocol(group)
  group.subscribedTopics = subscribedTopics(group)
  turn.enter('CompletingRebalance')
  turn.note(`Stabilized group ${group.groupId} generation ${group.generation} with ${group.members.size} members`)
  for (const member of [...group.members.values()]) inviteToSync(turn, member)
  turn.timer('sync', rebalanceTimeout(group))
}

function inviteToSync(turn: Transition, member: Member): void {
  const answered = turn.answerJoin(member, currentGeneration(turn.group, member.memberId))
  turn.put({ ...answered, isNew: false })
  turn.group.pendingSync.add(member.memberId)
  turn.session(member)
}
