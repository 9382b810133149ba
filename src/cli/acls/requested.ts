import {
  type AccessControlEntry,
  type AclOperation,
  clusterName,
  type PatternTypeFilter,
  type PermissionType,
  type ResourcePattern,
  type ResourceType,
  wildcard,
} from '../../client/acl.ts'
import { operationOf } from '../../client/acl-names.ts'
import { illegalArgument } from '../../client/errors.ts'
import { parsePrincipal } from '../connect/principal.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { AclOptions } from './options.ts'
import { checkOperations } from './supported-operations.ts'

/** A resource that the options name, in a way of naming that may be one for filters only. */
export interface NamedResource {
  readonly resourceType: ResourceType
  readonly name: string
  readonly patternType: PatternTypeFilter
}

/** The entries that are asked for a resource; none where no principal is named. */
export interface Requested<Resource = NamedResource> {
  readonly resource: Resource
  readonly entries: readonly AccessControlEntry[]
}

/** What is to be added. @throws UsageError, ClientError, OptionError */
export function requestedAdditions(options: AclOptions): Requested<ResourcePattern>[] {
  const patternType = patternTypeOf(options)
  if (patternType === 'ANY' || patternType === 'MATCH') {
    throw new UsageError(`A '--resource-pattern-type' value of '${patternType}' is not valid when adding acls.`)
  }
  const requested = requestedEntries(options)
  if (requested.some(({ entries }) => entries.length === 0)) {
    throw new UsageError('You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.')
  }
  return requested.map(({ resource, entries }) => ({ resource: { ...resource, patternType }, entries }))
}

/** The entries by resource, as the options or the roles of a producer and a consumer have it. */
export function requestedEntries(options: AclOptions): Requested[] {
  const resources = namedResources(options)
  if (resources.length === 0) {
    throw new UsageError(
      'You must provide at least one resource: --topic <topic> or --cluster or --group <group> or --delegation-token <Delegation Token ID>',
    )
  }
  const requested = inOrder(resources, options)
    .map((resource) => ({ resource, operations: operationsOn(resource, options) }))
    .filter(({ operations }) => operations.length > 0)
    .map(({ resource, operations }) => ({ resource, entries: entriesOf(options, operations) }))
  checkOperations(requested)
  return requested
}

/** Without one, all resources are meant. */
export function namedResources(options: AclOptions): NamedResource[] {
  const patternType = patternTypeOf(options)
  const hasCluster = patternType === 'LITERAL' && (options.has('cluster') || options.has('idempotent'))
  const named = (resourceType: ResourceType, names: readonly string[]) =>
    [...new Set(names)].map((name) => ({ resourceType, name, patternType }))
  return [
    ...named('TOPIC', trimmed(options.values('topic'))),
    ...named('CLUSTER', hasCluster ? [clusterName] : []),
    ...named('GROUP', trimmed(options.values('group'))),
    ...named('TRANSACTIONAL_ID', options.values('transactional-id')),
    ...named('DELEGATION_TOKEN', trimmed(options.values('delegation-token'))),
    ...named('USER', trimmed(options.values('user-principal'))),
  ]
}

const trimmed = (texts: readonly string[]) => texts.map((text) => text.trim())

function patternTypeOf(options: AclOptions): PatternTypeFilter {
  const name = options.value('resource-pattern-type')
  return name === 'ANY' || name === 'MATCH' || name === 'PREFIXED' ? name : 'LITERAL'
}

/** Of a role first what producers need, then what consumers do. */
function inOrder(resources: readonly NamedResource[], options: AclOptions): readonly NamedResource[] {
  if (!options.has('producer') && !options.has('consumer')) return resources
  const order: readonly ResourceType[] = ['TOPIC', 'TRANSACTIONAL_ID', 'CLUSTER', 'GROUP']
  return order.flatMap((type) => resources.filter(({ resourceType }) => resourceType === type))
}

const producerNeeds: Partial<Record<ResourceType, readonly AclOperation[]>> = {
  TOPIC: ['WRITE', 'DESCRIBE', 'CREATE'],
  TRANSACTIONAL_ID: ['WRITE', 'DESCRIBE'],
}
const consumerNeeds: Partial<Record<ResourceType, readonly AclOperation[]>> = {
  TOPIC: ['READ', 'DESCRIBE'],
  GROUP: ['READ'],
}

/** The operations that are asked for on a resource: those of the roles, or those that are named. */
function operationsOn({ resourceType }: NamedResource, options: AclOptions): readonly AclOperation[] {
  const isProducer = options.has('producer')
  const isConsumer = options.has('consumer')
  if (!isProducer && !isConsumer) return namedOperations(options)
  const isIdempotent = resourceType === 'CLUSTER' && options.has('idempotent')
  return [
    ...((isConsumer && consumerNeeds[resourceType]) || []),
    ...((isProducer && producerNeeds[resourceType]) || []),
    ...(isIdempotent ? (['IDEMPOTENT_WRITE'] as const) : []),
  ]
}

function namedOperations(options: AclOptions): AclOperation[] {
  return options.values('operation').map((name) => {
    const operation = operationOf(name.trim())
    if (operation === 'ANY') throw illegalArgument('operation must not be ANY')
    return operation
  })
}

function entriesOf(options: AclOptions, operations: readonly AclOperation[]): AccessControlEntry[] {
  const entries = (['ALLOW', 'DENY'] as const).flatMap((permissionType) => {
    const kind = permissionType === 'ALLOW' ? 'allow' : 'deny'
    const hosts = options.has(`${kind}-host`) ? trimmed(options.values(`${kind}-host`)) : [wildcard]
    const principals = options.values(`${kind}-principal`).map(parsePrincipal)
    return combined(permissionType, principals, operations, hosts)
  })
  return withoutRepetition(entries)
}

function combined(
  permissionType: PermissionType,
  principals: readonly string[],
  operations: readonly AclOperation[],
  hosts: readonly string[],
): AccessControlEntry[] {
  return principals.flatMap((principal) =>
    operations.flatMap((operation) => hosts.map((host) => ({ principal, host, operation, permissionType }))),
  )
}

function withoutRepetition(entries: readonly AccessControlEntry[]): AccessControlEntry[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()]
}
