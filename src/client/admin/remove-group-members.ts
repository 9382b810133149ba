import { LeaveGroup, LeaveGroupRequest } from '../../wire/kafka/leave-group.ts'
import type { Cluster } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import type { GroupMember } from './describe-groups.ts'
import { groupError, runGroupCall } from './group-call.ts'
import { errorIn } from './outcome.ts'

/** Before this version a member could only leave by itself. */
const firstVersionForOthers = 3

/** Has the members leave their group (KIP-345). @throws the first error among the answers */
export function removeGroupMembers(
  cluster: Cluster,
  groupId: string,
  members: readonly GroupMember[],
  options: CallOptions = {},
): Promise<void> {
  const call = { ...options, name: 'leaveGroup', api: 'LEAVE_GROUP' }
  return runGroupCall(cluster, call, groupId, async (connection, timeoutMs) => {
    const version = connection.version(LeaveGroupRequest, firstVersionForOthers)
    const reason = 'member was removed by an admin'
    const leaving = members.map(({ memberId, groupInstanceId }) =>
      groupInstanceId === null ? { memberId, reason } : { memberId: '', groupInstanceId, reason },
    )
    const answer = await connection.send(LeaveGroup, version, { groupId, members: leaving }, timeoutMs)
    const error = groupError(answer.errorCode) ?? answer.members.map(errorIn).find((one) => one !== undefined)
    if (error !== undefined) throw error
  })
}
