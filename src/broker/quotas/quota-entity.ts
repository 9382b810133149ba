import { KafkaError } from '../../wire/kafka/errors.ts'
import type { ConfigRow } from '../configs/definition.ts'
import { clientQuotaConfigs, ipQuotaConfigs, userConfigs } from '../configs/entity-tables.ts'
import { defaultEntity, sanitizedName } from '../znodes/entity-config.ts'
import type { ConfigEntityType } from '../znodes/paths.ts'

/** A part of what a quota is for (KIP-546); null means the default of that type. */
export interface QuotaEntityPart {
  readonly entityType: string
  readonly entityName: string | null
}

/** Where the quotas of an entity lie, and which there may be. */
export interface QuotaPlace {
  readonly type: ConfigEntityType
  /** As its znode is called: `U/clients/C` for a user's client. */
  readonly name: string
  readonly rows: Readonly<Record<string, ConfigRow>>
}

/** Tells whether a name has an address. */
export type IsHost = (name: string) => Promise<boolean>

const entityTypes: readonly string[] = ['user', 'client-id', 'ip']

/** Throws INVALID_REQUEST in Kafka's words for what can't have quotas. */
export async function quotaPlace(parts: readonly QuotaEntityPart[], isHost: IsHost): Promise<QuotaPlace> {
  const names = znodeNames(parts)
  const [user, client, ip] = entityTypes.map((type) => names.get(type))
  if (ip === undefined) return userPlace(user, client)
  if (user !== undefined || client !== undefined) {
    throw invalid('Invalid quota entity combination, IP entity should not be used with user/client ID entity.')
  }
  if (ip !== defaultEntity && !(await isHost(ip))) throw invalid(`${ip} is not a valid IP or resolvable host.`)
  return { type: 'ips', name: ip, rows: ipQuotaConfigs }
}

function userPlace(user: string | undefined, client: string | undefined): QuotaPlace {
  if (user === undefined) return { type: 'clients', name: client ?? defaultEntity, rows: clientQuotaConfigs }
  return { type: 'users', name: client === undefined ? user : `${user}/clients/${client}`, rows: userConfigs }
}

function znodeNames(parts: readonly QuotaEntityPart[]): ReadonlyMap<string, string> {
  if (parts.length === 0) throw invalid('Invalid empty client quota entity')
  return new Map(parts.map(({ entityType, entityName }) => [entityType, znodeName(entityType, entityName)]))
}

function znodeName(entityType: string, entityName: string | null): string {
  if (!entityTypes.includes(entityType)) throw invalid(`Unhandled client quota entity type: ${entityType}`)
  if (entityName === '') throw invalid(`Empty ${entityType} not supported`)
  return entityName === null ? defaultEntity : sanitizedName(entityName)
}

const invalid = (message: string): KafkaError => new KafkaError('INVALID_REQUEST', message)
