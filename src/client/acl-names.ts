import { aclOperationFilters } from '../wire/kafka/acl-codes.ts'

/** `DescribeConfigs` for DESCRIBE_CONFIGS: how ZooKeeper holds the names, and command lines have them. */
export function pascalName(constant: string): string {
  return constant
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')
}

type OperationName = keyof typeof aclOperationFilters

const constantOf = new Map<string, OperationName>()
for (const name in aclOperationFilters) {
  if (isOperation(name)) constantOf.set(pascalName(name).toUpperCase(), name)
}

function isOperation(name: string): name is OperationName {
  return name in aclOperationFilters
}

/** The operation that is called so, in whatever case: `describeconfigs`. */
export const operationOf = (name: string): OperationName => constantOf.get(name.toUpperCase()) ?? 'UNKNOWN'
