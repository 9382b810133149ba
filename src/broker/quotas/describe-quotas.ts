import { KafkaError } from '../../wire/kafka/errors.ts'
import type { EntityStore } from '../configs/entity-store.ts'
import { clientQuotaConfigs, ipQuotaConfigs } from '../configs/entity-tables.ts'
import { defaultEntity, desanitizedName } from '../znodes/entity-config.ts'
import type { ConfigEntityType } from '../znodes/paths.ts'
import type { QuotaEntityPart } from './quota-entity.ts'
import type { QuotaFilter, Wanted } from './quota-filter.ts'

export interface EntityQuotas {
  readonly entity: QuotaEntityPart[]
  readonly values: { readonly key: string; readonly value: number }[]
}

/**
 * All quotas of entities that match. `strict`: an entity has no parts but those that the filter speaks of; else those
 * that it does not speak of may be anything.
 */
export async function describeQuotas(
  store: EntityStore,
  filter: QuotaFilter,
  strict: boolean,
): Promise<EntityQuotas[]> {
  const { user, client, ip } = filter
  const rest = strict ? undefined : 'all'
  const found = await Promise.all([
    client === undefined && ip === undefined ? namedQuotas(store, 'users', user ?? rest) : [],
    user === undefined && ip === undefined ? namedQuotas(store, 'clients', client ?? rest) : [],
    ip === undefined ? userClientQuotas(store, user ?? rest, client ?? rest) : [],
    user === undefined && client === undefined ? namedQuotas(store, 'ips', ip ?? rest) : [],
  ])
  return found.flat()
}

type NamedType = Exclude<ConfigEntityType, 'topics' | 'brokers'>

const entityTypes: Record<NamedType, string> = { users: 'user', clients: 'client-id', ips: 'ip' }

async function namedQuotas(store: EntityStore, type: NamedType, wanted: Wanted | undefined): Promise<EntityQuotas[]> {
  const names = await namesOf(wanted, () => store.names(type))
  const keys = Object.keys(type === 'ips' ? ipQuotaConfigs : clientQuotaConfigs)
  const all = await Promise.all(
    names.map(async (name) => ({
      entity: [part(entityTypes[type], name)],
      values: quotasIn(keys, await store.read(type, name)),
    })),
  )
  return all.filter(({ values }) => values.length > 0)
}

async function userClientQuotas(
  store: EntityStore,
  user: Wanted | undefined,
  client: Wanted | undefined,
): Promise<EntityQuotas[]> {
  if (user === undefined || client === undefined) return []
  const users = await namesOf(user, () => store.names('users'))
  const ofUsers = await Promise.all(users.map((name) => quotasOfClients(store, name, client)))
  return ofUsers.flat()
}

async function quotasOfClients(store: EntityStore, user: string, wanted: Wanted): Promise<EntityQuotas[]> {
  const clients = await namesOf(wanted, () => store.clientsOf(user))
  const keys = Object.keys(clientQuotaConfigs)
  const all = await Promise.all(
    clients.map(async (client) => ({
      entity: [part('user', user), part('client-id', client)],
      values: quotasIn(keys, await store.read('users', `${user}/clients/${client}`)),
    })),
  )
  return all.filter(({ values }) => values.length > 0)
}

async function namesOf(wanted: Wanted | undefined, all: () => Promise<readonly string[]>): Promise<readonly string[]> {
  // Nobody is called nothing.
  if (wanted === undefined || (wanted !== 'all' && wanted.only === '')) return []
  return wanted === 'all' ? all() : [wanted.only]
}

const part = (entityType: string, name: string): QuotaEntityPart => ({
  entityType,
  entityName: name === defaultEntity ? null : desanitizedName(name),
})

function quotasIn(keys: readonly string[], properties: ReadonlyMap<string, string>): EntityQuotas['values'] {
  return [...properties].filter(([key]) => keys.includes(key)).map(([key, text]) => ({ key, value: quota(text) }))
}

/** Only a hand that went into ZooKeeper itself can have left something else there. */
function quota(text: string): number {
  const value = Number(text)
  if (Number.isNaN(value) && text !== 'NaN') throw new KafkaError('UNKNOWN_SERVER_ERROR')
  return value
}
