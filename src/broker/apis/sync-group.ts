import { errorCode } from '../../wire/kafka/errors.ts'
import { SyncGroup } from '../../wire/kafka/sync-group.ts'
import type { SyncAnswer } from '../groups/membership/effects.ts'
import { failedSync } from '../groups/membership/transition.ts'
import { api, permission } from './api.ts'

/** From this version on the client says which protocol it means (KIP-559). */
const namesProtocol = 5

export const syncGroup = api(SyncGroup, {
  authorise: (request) => [permission('Read', 'Group', request.groupId)],
  async handle({ groups }, request, { version }) {
    const { groupId, generationId, memberId, groupInstanceId, protocolType, protocolName } = request
    if (version >= namesProtocol && (protocolType === null || protocolName === null)) {
      return response(failedSync('INCONSISTENT_GROUP_PROTOCOL'))
    }
    const assignments = new Map(request.assignments.map((each) => [each.memberId, each.assignment]))
    const sync = { groupId, generation: generationId, memberId, groupInstanceId, protocolType, protocolName }
    return response(await groups.sync({ ...sync, assignments }))
  },
  failed: (_request, error) => response(failedSync(error.errorName)),
})

const response = ({ error, ...rest }: SyncAnswer) => ({ errorCode: errorCode(error), ...rest })
