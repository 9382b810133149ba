import {
  type AccessControlEntry,
  type EntryFilter,
  type ResourceFilter,
  type ResourcePattern,
  wildcard,
} from './acl.ts'

/** Whether a filter means the pattern: MATCH means all patterns that apply to a resource of that name (KIP-290). */
export function matchesPattern(filter: ResourceFilter, pattern: ResourcePattern): boolean {
  if (filter.resourceType !== 'ANY' && filter.resourceType !== pattern.resourceType) return false
  if (filter.patternType === 'MATCH') return filter.name === null || appliesTo(pattern, filter.name)
  if (filter.patternType !== 'ANY' && filter.patternType !== pattern.patternType) return false
  return filter.name === null || filter.name === pattern.name
}

function appliesTo({ name, patternType }: ResourcePattern, resource: string): boolean {
  if (patternType === 'PREFIXED') return resource.startsWith(name)
  return resource === name || name === wildcard
}

export function matchesEntry(filter: EntryFilter, entry: AccessControlEntry): boolean {
  return (
    (filter.principal === null || filter.principal === entry.principal) &&
    (filter.host === null || filter.host === entry.host) &&
    (filter.operation === 'ANY' || filter.operation === entry.operation) &&
    (filter.permissionType === 'ANY' || filter.permissionType === entry.permissionType)
  )
}
