/** Codes of the operations on a resource; a set of them has bit n for code n (KIP-430). */
export const operationCode = {
  read: 3,
  write: 4,
  create: 5,
  delete: 6,
  alter: 7,
  describe: 8,
  clusterAction: 9,
  describeConfigs: 10,
  alterConfigs: 11,
  idempotentWrite: 12,
} as const

const bits = (...operations: (keyof typeof operationCode)[]) =>
  operations.reduce((sum, name) => sum | (1 << operationCode[name]), 0)

export const operationsNotAsked = -2147483648
const onTopic = bits('read', 'write', 'create', 'delete', 'alter', 'describe', 'describeConfigs', 'alterConfigs')
const onCluster = bits(
  'create',
  'alter',
  'describe',
  'clusterAction',
  'describeConfigs',
  'alterConfigs',
  'idempotentWrite',
)

/** Without an authoriser everybody may do everything. */
export const topicOperations = (asked: boolean) => (asked ? onTopic : operationsNotAsked)
export const clusterOperations = (asked: boolean) => (asked ? onCluster : operationsNotAsked)
