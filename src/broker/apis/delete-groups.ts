import { DeleteGroups } from '../../wire/kafka/delete-groups.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import { api, permission } from './api.ts'

export const deleteGroups = api(DeleteGroups, {
  handle({ groups, authoriser }, request, context) {
    const remove = (groupId: string) =>
      authoriser.allows(context, permission('Delete', 'Group', groupId))
        ? groups.delete(groupId)
        : 'GROUP_AUTHORIZATION_FAILED'
    const names = [...new Set(request.groupsNames)]
    return { results: names.map((groupId) => ({ groupId, errorCode: errorCode(remove(groupId)) })) }
  },
  failed: (request, error) => ({
    results: request.groupsNames.map((groupId) => ({ groupId, errorCode: error.code })),
  }),
})
