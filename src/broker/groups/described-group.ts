import type { ErrorName } from '../../wire/kafka/errors.ts'
import { type Group, type GroupState, metadataFor, noAssignment } from './membership/group.ts'

export interface DescribedGroup {
  readonly error: ErrorName
  readonly state: GroupState
  readonly protocolType: string
  readonly protocol: string
  readonly members: readonly DescribedMember[]
}

export interface DescribedMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly metadata: Buffer
  readonly assignment: Buffer
}

export const describedAs = (state: GroupState, error: ErrorName = 'NONE'): DescribedGroup => ({
  error,
  state,
  protocolType: '',
  protocol: '',
  members: [],
})

/** Only a stable group has a protocol and assignments to tell of. */
export function describeGroup(group: Group): DescribedGroup {
  const isStable = group.state === 'Stable'
  return {
    error: 'NONE',
    state: group.state,
    protocolType: group.protocolType ?? '',
    protocol: isStable ? (group.protocolName ?? '') : '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      metadata: isStable ? metadataFor(member, group.protocolName) : noAssignment,
      assignment: isStable ? member.assignment : noAssignment,
    })),
  }
}
