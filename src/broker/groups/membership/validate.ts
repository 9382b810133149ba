import type { ErrorName } from '../../../wire/kafka/errors.ts'
import type { Group } from './group.ts'

export interface MemberIdentity {
  readonly memberId: string
  readonly groupInstanceId: string | null
}

/** Whether such a member is in the group, and still owns its instance id. */
export function validateMember(group: Group, { memberId, groupInstanceId }: MemberIdentity): ErrorName {
  if (groupInstanceId !== null) {
    const owner = group.staticMembers.get(groupInstanceId)
    if (owner === undefined) return 'UNKNOWN_MEMBER_ID'
    if (owner !== memberId) return 'FENCED_INSTANCE_ID'
  }
  return group.members.has(memberId) ? 'NONE' : 'UNKNOWN_MEMBER_ID'
}

/** Whether the member is in the group's current generation. */
export function validateGeneration(group: Group, generation: number, member: MemberIdentity): ErrorName {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE'
  const error = validateMember(group, member)
  if (error !== 'NONE') return error
  return generation === group.generation ? 'NONE' : 'ILLEGAL_GENERATION'
}

/** The answer to a heartbeat. With NONE and with REBALANCE_IN_PROGRESS the member has shown a sign of life. */
export function heartbeat(group: Group, generation: number, member: MemberIdentity): ErrorName {
  const error = validateGeneration(group, generation, member)
  if (error !== 'NONE') return error
  if (group.state === 'Empty') return 'UNKNOWN_MEMBER_ID'
  return group.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}

export interface Committer extends MemberIdentity {
  readonly generation: number
  readonly isTransactional: boolean
}

/** Whether offsets may be committed; a `memberId` of '' with a generation below 0 is a consumer that is in no group. */
export function validateCommit(group: Group, committer: Committer): ErrorName {
  if (group.state === 'Dead') return 'COORDINATOR_NOT_AVAILABLE'
  const { generation, memberId, groupInstanceId, isTransactional } = committer
  if (generation < 0 && memberId === '' && groupInstanceId === null) {
    return isTransactional || group.state === 'Empty' ? 'NONE' : 'UNKNOWN_MEMBER_ID'
  }
  const error = validateGeneration(group, generation, committer)
  if (error !== 'NONE') return error
  // The member knows the new generation, so it has to sync first.
  return group.state === 'CompletingRebalance' && !isTransactional ? 'REBALANCE_IN_PROGRESS' : 'NONE'
}
