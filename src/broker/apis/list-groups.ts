import { errorCode } from '../../wire/kafka/errors.ts'
import { ListGroups } from '../../wire/kafka/list-groups.ts'
import { api, onCluster, permission } from './api.ts'

export const listGroups = api(ListGroups, {
  handle({ groups, authoriser }, request, context) {
    const listed = groups.list(request.statesFilter)
    const mayAll = authoriser.allows(context, onCluster('Describe'))
    return {
      errorCode: errorCode(listed.error),
      groups: listed.groups
        .filter(({ groupId }) => mayAll || authoriser.allows(context, permission('Describe', 'Group', groupId)))
        .map(({ groupId, protocolType, state }) => ({ groupId, protocolType, groupState: state })),
    }
  },
  failed: (_request, error) => ({ errorCode: error.code, groups: [] }),
})
