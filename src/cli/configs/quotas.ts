import { hashCodeOrder, hashOrder, stringHash } from '../../base/hash-order.ts'
import { javaDouble } from '../../base/java-double.ts'
import { clientQuotaConfigs, ipQuotaConfigs } from '../../broker/configs/entity-tables.ts'
import {
  describeClientQuotas,
  type QuotaEntityType,
  type QuotaEntry,
} from '../../client/admin/describe-client-quotas.ts'
import { illegalArgument } from '../../client/errors.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { Entities } from './entities.ts'
import { clientQuota } from './results.ts'
import { describeSeconds, type Session } from './session.ts'

/** The quotas of clients and users, which are numbers; all others of their settings are passwords. */
export const clientQuotas: readonly string[] = Object.keys(clientQuotaConfigs)
export const ipQuotas: readonly string[] = Object.keys(ipQuotaConfigs)

const entityTypes: Readonly<Record<string, QuotaEntityType>> = { users: 'user', clients: 'client-id', ips: 'ip' }

/** @throws ClientError (IllegalArgumentException) for what has no quotas */
export function quotaEntityType(entityType: string | undefined): QuotaEntityType {
  if (entityType === undefined) throw illegalArgument('More entity names specified than entity types')
  const type = entityTypes[entityType]
  if (type === undefined) throw illegalArgument(`Unexpected entity type ${entityType}`)
  return type
}

/** The quotas of what is named, in the order in which a Java map of them is walked. */
export async function quotasOf(session: Session, { types, names }: Entities): Promise<QuotaEntry[]> {
  const filter = Array.from({ length: Math.max(types.length, names.length) }, (_, at) => {
    const name = names[at]
    return { entityType: quotaEntityType(types[at]), name: name === '' ? null : name }
  })
  const entries = await session.get((cluster) => describeClientQuotas(cluster, filter), describeSeconds)
  return hashCodeOrder(entries, entityHash)
}

/** Java's hash of the entity: that of an array of one, which is a map. */
function entityHash({ entity }: QuotaEntry): number {
  const parts = entity.map(({ entityType, entityName }) => stringHash(entityType) ^ stringHash(entityName ?? ''))
  return parts.reduce((sum, part) => (sum + part) | 0, 31)
}

const described = [
  ['user', 'user-principal'],
  ['client-id', 'client-id'],
  ['ip', 'ip'],
] as const

export async function describeQuotas(session: Session, entities: Entities): Promise<void> {
  const entries = await quotasOf(session, entities)
  session.report.results(clientQuota, entries.map(quotaObject), () => entries.map(quotaLine).join(''))
}

function quotaObject({ entity, values }: QuotaEntry): ValueOf<typeof clientQuota> {
  return {
    entity: Object.fromEntries(entity.map(({ entityType, entityName }) => [entityType, entityName])),
    quotas: Object.fromEntries(values.map(({ key, value }) => [key, value])),
  }
}

function quotaLine({ entity, values }: QuotaEntry): string {
  const parts = described.flatMap(([type, text]) => {
    const part = entity.find(({ entityType }) => entityType === type)
    if (part === undefined) return []
    return [part.entityName === null ? `the default ${text}` : `${text} '${part.entityName}'`]
  })
  const quotas = hashOrder(values, ({ key }) => key).map(({ key, value }) => `${key}=${javaDouble(value)}`)
  return `Quota configs for ${parts.join(', ')} are ${quotas.join(', ')}\n`
}
