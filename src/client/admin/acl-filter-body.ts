import {
  aclOperationFilters,
  patternTypeFilters,
  permissionTypeFilters,
  resourceTypeFilters,
} from '../../wire/kafka/acl-codes.ts'
import type { AclFilter } from '../acl.ts'

/** A filter as requests carry it. */
export function aclFilterBody({ resource, entry }: AclFilter) {
  return {
    resourceTypeFilter: resourceTypeFilters[resource.resourceType],
    resourceNameFilter: resource.name,
    patternTypeFilter: patternTypeFilters[resource.patternType],
    principalFilter: entry.principal,
    hostFilter: entry.host,
    operation: aclOperationFilters[entry.operation],
    permissionType: permissionTypeFilters[entry.permissionType],
  }
}
