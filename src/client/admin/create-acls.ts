import { aclOperations, patternTypes, permissionTypes, resourceTypes } from '../../wire/kafka/acl-codes.ts'
import { CreateAcls, CreateAclsRequest } from '../../wire/kafka/create-acls.ts'
import type { AclBinding } from '../acl.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** Adds entries; those that are there already stay as they are. An outcome for each. */
export function createAcls(
  cluster: Cluster,
  bindings: readonly AclBinding[],
  options: CallOptions = {},
): Promise<Outcome<true>[]> {
  const call = { ...options, name: 'createAcls', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(CreateAclsRequest)
    const { results } = await connection.send(CreateAcls, version, { creations: bindings.map(creation) }, timeoutMs)
    return results.map((result) => errorIn(result) ?? true)
  })
}

function creation({ pattern, entry }: AclBinding) {
  return {
    resourceType: resourceTypes[pattern.resourceType],
    resourceName: pattern.name,
    resourcePatternType: patternTypes[pattern.patternType],
    principal: entry.principal,
    host: entry.host,
    operation: aclOperations[entry.operation],
    permissionType: permissionTypes[entry.permissionType],
  }
}
