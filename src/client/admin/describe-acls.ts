import { DescribeAcls, DescribeAclsRequest } from '../../wire/kafka/describe-acls.ts'
import type { AclBinding, AclFilter } from '../acl.ts'
import type { Cluster } from '../cluster.ts'
import { entryFrom, filterBody, patternFrom } from './acl-fields.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** The entries that the filter lets through. @throws KafkaError SECURITY_DISABLED where there is no authorizer */
export function describeAcls(cluster: Cluster, filter: AclFilter, options: CallOptions = {}): Promise<AclBinding[]> {
  const call = { ...options, name: 'describeAcls', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeAclsRequest)
    const answer = await connection.send(DescribeAcls, version, filterBody(filter), timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.resources.flatMap((resource) => {
      const pattern = patternFrom(resource)
      return resource.acls.map((acl) => ({ pattern, entry: entryFrom(acl) }))
    })
  })
}
