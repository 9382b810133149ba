import type { AccessControlEntry, AclBinding, PatternTypeFilter } from '../../client/acl.ts'
import type { Failure } from '../connect/failure.ts'

interface Resource {
  readonly resourceType: string
  readonly name: string
  readonly patternType: PatternTypeFilter | 'UNKNOWN'
}

export const resourceText = ({ resourceType, name, patternType }: Resource): string =>
  `ResourcePattern(resourceType=${resourceType}, name=${name}, patternType=${patternType})`

const entryText = ({ principal, host, operation, permissionType }: AccessControlEntry) =>
  `\t(principal=${principal}, host=${host}, operation=${operation}, permissionType=${permissionType})`

/** Entries, one a line, with the blanks that Kafka's tool puts around them. */
export const entriesText = (entries: readonly AccessControlEntry[]): string =>
  `\n ${entries.map(entryText).join('\n')} \n`

/** `Current ACLs for resource …`, a paragraph for each resource. */
export function bindingsText(bindings: readonly AclBinding[]): string {
  const entriesOf = new Map<string, AccessControlEntry[]>()
  for (const { pattern, entry } of bindings) {
    const resource = resourceText(pattern)
    entriesOf.set(resource, [...(entriesOf.get(resource) ?? []), entry])
  }
  return [...entriesOf]
    .map(([resource, entries]) => `Current ACLs for resource \`${resource}\`: ${entriesText(entries)}\n`)
    .join('')
}

/** `Error while …`, and the exception with the blank line behind it. */
export const failureText = (doing: string, { message, thrown }: Failure): string =>
  `Error while ${doing}: ${message}\n${thrown}\n\n`
