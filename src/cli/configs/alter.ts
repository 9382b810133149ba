import { alterConfigs, type ConfigChange, incrementalAlterConfigs } from '../../client/admin/alter-configs.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { type Changes, checkRemovable, invalidConfiguration } from './changes.ts'
import type { Entities } from './entities.ts'
import { resourceConfig, resourceTypeOf } from './resources.ts'
import { alteredConfig } from './results.ts'
import { alterSeconds, type Session } from './session.ts'

/** Milliseconds that Kafka gives the broker. */
const timeoutMs = 30_000

/** Changes settings of one thing, and says so. */
export async function alter(session: Session, entities: Entities, changes: Changes): Promise<void> {
  const [entityType = '', name = ''] = [entities.types[0], entities.names[0]]
  switch (entityType) {
    case 'brokers':
      await alterBroker(session, name, changes)
      break
    case 'broker-loggers':
      await alterLoggers(session, name, changes)
      break
    case 'users':
    case 'clients':
      await (await import('./alter-quotas.ts')).alterUsersAndClients(session, entities, changes)
      break
    case 'ips':
      await (await import('./alter-quotas.ts')).alterIps(session, entities, changes)
      break
    default:
      await alterIncrementally(session, entityType, name, changes)
  }
  const done =
    name === '' ? `default config for ${entityType} in the cluster` : `config for ${entityType.slice(0, -1)} ${name}`
  const altered = { entityType, entityName: name || null }
  session.report.results(alteredConfig, [altered], () => `Completed updating ${done}.\n`)
}

async function alterIncrementally(session: Session, entityType: string, name: string, changes: Changes): Promise<void> {
  checkRemovable(changes.remove, await dynamicConfig(session, entityType, name))
  await sendChanges(session, entityType, name, changes)
}

/** Settings made for just this thing: values by name, null for a secret one. */
async function dynamicConfig(session: Session, entityType: string, name: string): Promise<Map<string, string | null>> {
  const entries = await resourceConfig(session, { entityType, name, includeSynonyms: false, all: false })
  return new Map(entries.map((entry) => [entry.name, entry.value]))
}

async function sendChanges(
  session: Session,
  entityType: string,
  name: string,
  { add, remove }: Changes,
): Promise<void> {
  const configChanges: ConfigChange[] = [
    ...[...add].map(([setting, value]) => ({ name: setting, operation: 'set', value }) as const),
    ...remove.map((setting) => ({ name: setting, operation: 'delete', value: '' }) as const),
  ]
  const type = resourceTypeOf(entityType)
  await session.get((cluster) => {
    return incrementalAlterConfigs(cluster, type, new Map([[name, configChanges]]), { timeoutMs }).then(requireAll)
  }, alterSeconds)
}

/** A broker's settings are replaced as a whole, so none of the old ones may be a secret. */
async function alterBroker(session: Session, name: string, { add, remove }: Changes): Promise<void> {
  const before = await dynamicConfig(session, 'brokers', name)
  checkRemovable(remove, before)
  const after = new Map([...before, ...add])
  for (const setting of remove) after.delete(setting)
  const settings = new Map<string, string>()
  const secrets: string[] = []
  for (const [setting, value] of after) {
    if (value === null) secrets.push(setting)
    else settings.set(setting, value)
  }
  if (secrets.length > 0) {
    throw invalidConfiguration(
      `All sensitive broker config entries must be specified for --alter, missing entries: Set(${secrets.join(', ')})`,
    )
  }
  await session.get((cluster) => {
    return alterConfigs(cluster, 'broker', new Map([[name, settings]]), { timeoutMs }).then(requireAll)
  }, alterSeconds)
}

async function alterLoggers(session: Session, name: string, changes: Changes): Promise<void> {
  const entries = await resourceConfig(session, {
    entityType: 'broker-loggers',
    name,
    includeSynonyms: true,
    all: false,
  })
  const loggers = new Set(entries.map((entry) => entry.name))
  const unknown = [...changes.remove, ...changes.add.keys()].filter((logger) => !loggers.has(logger))
  if (unknown.length > 0) throw invalidConfiguration(`Invalid broker logger(s): ${unknown.join(',')}`)
  await sendChanges(session, 'broker-loggers', name, changes)
}
