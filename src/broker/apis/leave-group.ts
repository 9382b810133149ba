import { errorCode } from '../../wire/kafka/errors.ts'
import { LeaveGroup } from '../../wire/kafka/leave-group.ts'
import { api, permission } from './api.ts'

/** From this version on several members can leave at once. */
const batches = 3

export const leaveGroup = api(LeaveGroup, {
  authorise: (request) => [permission('Read', 'Group', request.groupId)],
  handle({ groups }, request, { version }) {
    const single = [{ memberId: request.memberId, groupInstanceId: null }]
    const leaving = version < batches ? single : request.members
    const { error, members } = groups.leave(request.groupId, leaving)
    if (version < batches) {
      return { errorCode: errorCode(error === 'NONE' ? (members[0] ?? 'NONE') : error), members: [] }
    }
    return {
      errorCode: errorCode(error),
      members: members.map((memberError, index) => ({
        memberId: leaving[index]?.memberId ?? '',
        groupInstanceId: leaving[index]?.groupInstanceId ?? null,
        errorCode: errorCode(memberError),
      })),
    }
  },
  failed: (_request, error) => ({ errorCode: error.code, members: [] }),
})
