import { aclOperations } from '../../wire/kafka/acl-codes.ts'

/** A set of operations on a resource: bit n for the one with code n (KIP-430). */
const bits = (...operations: (keyof typeof aclOperations)[]) =>
  operations.reduce((sum, name) => sum | (1 << aclOperations[name]), 0)

export const operationsNotAsked = -2147483648
const onTopic = bits('READ', 'WRITE', 'CREATE', 'DELETE', 'ALTER', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'ALTER_CONFIGS')
const onCluster = bits(
  'CREATE',
  'ALTER',
  'DESCRIBE',
  'CLUSTER_ACTION',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
  'IDEMPOTENT_WRITE',
)

/** Without an authoriser everybody may do everything. */
export const topicOperations = (asked: boolean) => (asked ? onTopic : operationsNotAsked)
export const clusterOperations = (asked: boolean) => (asked ? onCluster : operationsNotAsked)
