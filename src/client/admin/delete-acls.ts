import { DeleteAcls, DeleteAclsRequest, type DeleteAclsResponse } from '../../wire/kafka/delete-acls.ts'
import type { AclBinding, AclFilter } from '../acl.ts'
import type { Cluster } from '../cluster.ts'
import { entryFrom, filterBody, patternFrom } from './acl-fields.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** Deletes what the filters let through; an outcome for each filter: the entries that went. */
export function deleteAcls(
  cluster: Cluster,
  filters: readonly AclFilter[],
  options: CallOptions = {},
): Promise<Outcome<AclBinding[]>[]> {
  const call = { ...options, name: 'deleteAcls', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DeleteAclsRequest)
    const answer = await connection.send(DeleteAcls, version, { filters: filters.map(filterBody) }, timeoutMs)
    return answer.filterResults.map(outcomeOf)
  })
}

/** An entry that could not be deleted fails its filter. */
function outcomeOf(result: DeleteAclsResponse['filterResults'][number]): Outcome<AclBinding[]> {
  const failed = [result, ...result.matchingAcls].find(({ errorCode }) => errorCode !== 0)
  const deleted = result.matchingAcls.map((acl) => ({ pattern: patternFrom(acl), entry: entryFrom(acl) }))
  return (failed && errorIn(failed)) ?? deleted
}
