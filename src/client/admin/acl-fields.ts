import {
  aclOperationFilters,
  aclOperations,
  nameOfCode,
  patternTypeFilters,
  patternTypes,
  permissionTypeFilters,
  permissionTypes,
  resourceTypeFilters,
  resourceTypes,
} from '../../wire/kafka/acl-codes.ts'
import type { DescribeAclsResponse } from '../../wire/kafka/describe-acls.ts'
import type { AccessControlEntry, AclFilter, ResourcePattern } from '../acl.ts'

/** A filter as requests carry it. */
export function filterBody({ resource, entry }: AclFilter) {
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

type Resource = DescribeAclsResponse['resources'][number]

/** A pattern as answers carry it. */
export function patternFrom(fields: Omit<Resource, 'acls'>): ResourcePattern {
  return {
    resourceType: nameOfCode(resourceTypes, fields.resourceType),
    name: fields.resourceName,
    patternType: nameOfCode(patternTypes, fields.patternType),
  }
}

/** An entry as answers carry it. */
export function entryFrom({
  principal,
  host,
  operation,
  permissionType,
}: Resource['acls'][number]): AccessControlEntry {
  return {
    principal,
    host,
    operation: nameOfCode(aclOperations, operation),
    permissionType: nameOfCode(permissionTypes, permissionType),
  }
}
