import { aclOperationFilters, namesIn } from '../wire/kafka/acl-codes.ts'

/** `DescribeConfigs` for DESCRIBE_CONFIGS: how ZooKeeper holds the names, and command lines have them. */
export function pascalName(constant: string): string {
  return constant
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')
}

/** The operation that is called so, in whatever case: `describeconfigs`. */
export function operationOf(name: string): keyof typeof aclOperationFilters {
  for (const constant of namesIn(aclOperationFilters)) {
    if (constant.replaceAll('_', '') === name.toUpperCase()) return constant
  }
  return 'UNKNOWN'
}
