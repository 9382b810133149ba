import type {
  AccessControlEntry,
  AclOperation,
  PermissionType,
  ResourcePattern,
  ResourceType,
} from '../../client/acl.ts'
import { operationOf, pascalName } from '../../client/acl-names.ts'
import { encodeJson, JsonObject } from './json.ts'

/** The types in the order in which Kafka makes their znodes. */
export const storedTypes = ['TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID', 'DELEGATION_TOKEN', 'USER'] as const

/** Literal patterns lie where they always did, prefixed ones beside them (KIP-290). */
export const aclTrees = [
  { patternType: 'LITERAL', entries: '/kafka-acl', changes: '/kafka-acl-changes' },
  { patternType: 'PREFIXED', entries: '/kafka-acl-extended/prefixed', changes: '/kafka-acl-extended-changes' },
] as const
export type AclTree = (typeof aclTrees)[number]

export const typePath = ({ entries }: AclTree, type: ResourceType): string => `${entries}/${pascalName(type)}`
export const entriesPath = (tree: AclTree, { resourceType, name }: ResourcePattern): string =>
  `${typePath(tree, resourceType)}/${name}`
export const changePath = ({ changes }: AclTree): string => `${changes}/acl_changes_`

const version = 1

/** `/kafka-acl/TYPE/NAME`. */
export function encodeAcls(entries: readonly AccessControlEntry[]): Buffer {
  const acls = entries.map(({ principal, permissionType, operation, host }) => ({
    principal,
    permissionType: pascalName(permissionType),
    operation: pascalName(operation),
    host,
  }))
  return encodeJson({ version, acls })
}

export function decodeAcls(data: Uint8Array | null): AccessControlEntry[] {
  if (data === null || data.length === 0) return []
  const json = JsonObject.parse(data)
  if (json.number('version') !== version) throw new Error('requirement failed')
  return json.objects('acls').map((acl) => ({
    principal: acl.string('principal'),
    host: acl.string('host'),
    operation: known(operationOf(acl.string('operation'))),
    permissionType: permissionOf(acl.string('permissionType')),
  }))
}

const known = (operation: ReturnType<typeof operationOf>): AclOperation => (operation === 'ANY' ? 'UNKNOWN' : operation)

function permissionOf(text: string): PermissionType {
  const name = text.toUpperCase()
  return name === 'ALLOW' || name === 'DENY' ? name : 'UNKNOWN'
}

/** By this the brokers learn whose entries have changed. */
export function encodeAclChange({ resourceType, name, patternType }: ResourcePattern): Buffer {
  if (patternType === 'LITERAL') return Buffer.from(`${resourceType}:${name}`)
  return encodeJson({ version, resourceType, name, patternType })
}
