import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { Effect, JoinAnswer, Outcome, SyncAnswer } from './effects.ts'
import { type Group, type GroupState, type Member, metadataFor, noAssignment } from './group.ts'

type Draft = { -readonly [K in keyof Group]: Group[K] } & {
  members: Map<string, Member>
  staticMembers: Map<string, string>
  pendingMembers: Set<string>
  pendingSync: Set<string>
}

/** A group's next value while it is being made, and the effects gathered on the way. The group it began with stays as it is. */
export class Transition {
  readonly group: Draft
  readonly effects: Effect[] = []
  readonly #now: number

  constructor(before: Group, now: number) {
    this.#now = now
    this.group = {
      ...before,
      members: new Map(before.members),
      staticMembers: new Map(before.staticMembers),
      pendingMembers: new Set(before.pendingMembers),
      pendingSync: new Set(before.pendingSync),
    }
  }

  get outcome(): Outcome {
    return { group: this.group, effects: this.effects }
  }

  enter(state: GroupState): void {
    this.group.state = state
    this.group.stateSince = this.#now
  }

  put(member: Member): void {
    this.group.members.set(member.memberId, member)
    if (member.groupInstanceId !== null) this.group.staticMembers.set(member.groupInstanceId, member.memberId)
  }

  /** Takes a member out; whoever is left may lead. A request of its that waits is answered with `error`. */
  remove(member: Member, error: ErrorName): void {
    this.answerJoin(member, failedJoin(error))
    this.answerSync(member, failedSync(error))
    const { group } = this
    group.members.delete(member.memberId)
    group.pendingSync.delete(member.memberId)
    if (member.groupInstanceId !== null) group.staticMembers.delete(member.groupInstanceId)
    if (group.leaderId === member.memberId) group.leaderId = group.members.keys().next().value
    this.effects.push({ type: 'forget', memberId: member.memberId })
  }

  /** Answers the member's waiting JoinGroup, if there is one; gives the member as it then is. */
  answerJoin(member: Member, answer: JoinAnswer): Member {
    if (member.joining === undefined) return member
    this.effects.push({ type: 'joined', ticket: member.joining, answer })
    const answered = { ...member, joining: undefined }
    this.put(answered)
    return answered
  }

  answerSync(member: Member, answer: SyncAnswer): Member {
    if (member.syncing === undefined) return member
    this.effects.push({ type: 'synced', ticket: member.syncing, answer })
    const answered = { ...member, syncing: undefined }
    this.put(answered)
    return answered
  }

  /** The member showed a sign of life, or now has to: its session starts anew. */
  session(member: Member, timeoutMs: number = member.sessionTimeoutMs): void {
    this.effects.push({ type: 'session', memberId: member.memberId, timeoutMs })
  }

  timer(timer: 'join' | 'sync', delayMs: number | undefined): void {
    this.effects.push({ type: 'timer', timer, delayMs })
  }

  note(text: string): void {
    this.effects.push({ type: 'note', text })
  }
}

export function failedJoin(error: ErrorName, memberId = ''): JoinAnswer {
  return {
    error,
    memberId,
    generation: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    members: [],
  }
}

export const failedSync = (error: ErrorName): SyncAnswer => ({
  error,
  protocolType: null,
  protocolName: null,
  assignment: noAssignment,
})

/** The current generation, as a member learns it; the leader also gets all members with what the assignor needs. */
export function currentGeneration(group: Group, memberId: string): JoinAnswer {
  return {
    error: 'NONE',
    memberId,
    generation: group.generation,
    protocolType: group.protocolType ?? null,
    protocolName: group.protocolName ?? null,
    leader: group.leaderId ?? '',
    skipAssignment: false,
    members: group.leaderId === memberId ? joinedMembers(group) : [],
  }
}

export function joinedMembers(group: Group) {
  return [...group.members.values()].map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    metadata: metadataFor(member, group.protocolName),
  }))
}
