import { DeleteGroups, DeleteGroupsRequest } from '../../wire/kafka/delete-groups.ts'
import type { Cluster } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import { groupError, runGroupsCall } from './group-call.ts'
import type { Outcome } from './outcome.ts'

/** Deletes groups that have no members, with all they have committed; the outcomes come by group. */
export function deleteGroups(
  cluster: Cluster,
  groupIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<true>>> {
  const call = { ...options, name: 'deleteGroups', api: 'DELETE_GROUPS' }
  return runGroupsCall<true>(cluster, call, groupIds, async (groupsNames, connection, timeoutMs) => {
    const version = connection.version(DeleteGroupsRequest)
    const answer = await connection.send(DeleteGroups, version, { groupsNames }, timeoutMs)
    return new Map(answer.results.map(({ groupId, errorCode }) => [groupId, groupError(errorCode) ?? true]))
  })
}
