import type {
  aclOperationFilters,
  aclOperations,
  patternTypeFilters,
  patternTypes,
  permissionTypeFilters,
  permissionTypes,
  resourceTypeFilters,
  resourceTypes,
} from '../wire/kafka/acl-codes.ts'

export type ResourceType = keyof typeof resourceTypes
export type PatternType = keyof typeof patternTypes
export type AclOperation = keyof typeof aclOperations
export type PermissionType = keyof typeof permissionTypes

/** The resources of one name, or all whose names begin with it. */
export interface ResourcePattern {
  readonly resourceType: ResourceType
  readonly name: string
  readonly patternType: PatternType
}

export interface AccessControlEntry {
  /** `User:alice`. */
  readonly principal: string
  /** An address; `*` for all. */
  readonly host: string
  readonly operation: AclOperation
  readonly permissionType: PermissionType
}

/** An entry, and what it is for. */
export interface AclBinding {
  readonly pattern: ResourcePattern
  readonly entry: AccessControlEntry
}

export type PatternTypeFilter = keyof typeof patternTypeFilters

/** Null and ANY let everything through. */
export interface ResourceFilter {
  readonly resourceType: keyof typeof resourceTypeFilters
  readonly name: string | null
  readonly patternType: PatternTypeFilter
}

export interface EntryFilter {
  readonly principal: string | null
  readonly host: string | null
  readonly operation: keyof typeof aclOperationFilters
  readonly permissionType: keyof typeof permissionTypeFilters
}

export interface AclFilter {
  readonly resource: ResourceFilter
  readonly entry: EntryFilter
}

export const anyResource: ResourceFilter = { resourceType: 'ANY', name: null, patternType: 'ANY' }
export const anyEntry: EntryFilter = { principal: null, host: null, operation: 'ANY', permissionType: 'ANY' }

/** In a resource's place all of its type, in a host's place all hosts. */
export const wildcard = '*'
/** The one resource of type CLUSTER. */
export const clusterName = 'kafka-cluster'
