import type { AclOperation, ResourceType } from '../../client/acl.ts'
import { pascalName } from '../../client/acl-names.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { Requested } from './requested.ts'

/** What can be allowed on which resource, in the order in which Kafka's message names it. */
const supported: Partial<Record<ResourceType, readonly AclOperation[]>> = {
  TOPIC: ['READ', 'ALL', 'ALTER_CONFIGS', 'DESCRIBE_CONFIGS', 'DELETE', 'WRITE', 'ALTER', 'CREATE', 'DESCRIBE'],
  GROUP: ['READ', 'DESCRIBE', 'DELETE', 'ALL'],
  CLUSTER: [
    'ALL',
    'ALTER_CONFIGS',
    'DESCRIBE_CONFIGS',
    'IDEMPOTENT_WRITE',
    'ALTER',
    'CLUSTER_ACTION',
    'CREATE',
    'DESCRIBE',
  ],
  TRANSACTIONAL_ID: ['DESCRIBE', 'WRITE', 'ALL'],
  DELEGATION_TOKEN: ['DESCRIBE', 'ALL'],
  USER: ['CREATE_TOKENS', 'DESCRIBE_TOKENS', 'ALL'],
}

/** @throws UsageError for an operation that makes no sense on its resource */
export function checkOperations(requested: readonly Requested[]): void {
  for (const { resource, entries } of requested) {
    const operations = supported[resource.resourceType] ?? []
    if (entries.every(({ operation }) => operations.includes(operation))) continue
    const names = operations.map(pascalName).join(', ')
    throw new UsageError(`ResourceType ${resource.resourceType} only supports operations ${names}`)
  }
}
