import { aclOperations, nameOfCode, patternTypes, permissionTypes, resourceTypes } from '../../wire/kafka/acl-codes.ts'
import { DescribeAcls, DescribeAclsRequest, type DescribeAclsResponse } from '../../wire/kafka/describe-acls.ts'
import type { AclBinding, AclFilter } from '../acl.ts'
import type { Cluster } from '../cluster.ts'
import { aclFilterBody } from './acl-filter-body.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** The entries that the filter lets through. @throws KafkaError SECURITY_DISABLED where there is no authorizer */
export function describeAcls(cluster: Cluster, filter: AclFilter, options: CallOptions = {}): Promise<AclBinding[]> {
  const call = { ...options, name: 'describeAcls', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeAclsRequest)
    const answer = await connection.send(DescribeAcls, version, aclFilterBody(filter), timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.resources.flatMap(bindingsOf)
  })
}

function bindingsOf(resource: DescribeAclsResponse['resources'][number]): AclBinding[] {
  const pattern = {
    resourceType: nameOfCode(resourceTypes, resource.resourceType),
    name: resource.resourceName,
    patternType: nameOfCode(patternTypes, resource.patternType),
  }
  return resource.acls.map(({ principal, host, operation, permissionType }) => ({
    pattern,
    entry: {
      principal,
      host,
      operation: nameOfCode(aclOperations, operation),
      permissionType: nameOfCode(permissionTypes, permissionType),
    },
  }))
}
