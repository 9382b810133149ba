import type { ConfigResourceType } from '../../client/admin/config-resource.ts'
import { type Candidate, listHead, plain } from './candidate.ts'
import { liveConfigNames, liveNames } from './live-names.ts'
import { type Given, lastValue, type Place } from './place.ts'
import { assignments, settingsOfEntity } from './settings.ts'
import type { Sources } from './sources.ts'

interface Entity {
  readonly type: string
  readonly name: string | undefined
}

/** What kafka-configs is to act on: by `--entity-type` and `--entity-name`, or by an option for both. */
function entityOf(given: readonly Given[]): Entity {
  const byOption = (option: string) => given.findLast((one) => one.option === option)?.value
  const short = given.findLast(({ option }) => option !== undefined && Object.hasOwn(entityTypes, option))
  if (short?.option !== undefined) return { type: entityTypes[short.option] ?? '', name: short.value }
  return { type: byOption('entity-type') ?? '', name: lastValue(given, 'entity-name') }
}

const entityTypes: Readonly<Record<string, string>> = {
  topic: 'topics',
  broker: 'brokers',
  'broker-logger': 'broker-loggers',
  user: 'users',
  client: 'clients',
  ip: 'ips',
}

const liveKinds = {
  topics: 'topic',
  brokers: 'broker',
  'broker-loggers': 'broker',
  users: 'user',
  'client-metrics': 'client-metrics',
} as const

const resourceTypes: Readonly<Record<string, ConfigResourceType>> = {
  topics: 'topic',
  brokers: 'broker',
  'broker-loggers': 'brokerLogger',
  'client-metrics': 'clientMetrics',
}

/** Names of what `--entity-type` says. */
export async function entityNames(given: readonly Given[], sources: Sources): Promise<string[]> {
  const { type } = entityOf(given)
  const kind = isKeyOf(liveKinds, type) ? liveKinds[type] : undefined
  return kind === undefined ? [] : sources.kafka((cluster) => liveNames(cluster, kind))
}

const isKeyOf = <T extends object>(table: T, key: string): key is Extract<keyof T, string> => Object.hasOwn(table, key)

/** Settings that it can be given, as `name=value,name=value`. */
export async function entityConfigs({ text, given }: Place, sources: Sources): Promise<Candidate[]> {
  const { type } = entityOf(given)
  const names = type === 'broker-loggers' ? await configNames(given, sources, false) : []
  const head = listHead(text)
  const settings = settingsOfEntity(type, names)
  return plain(assignments(settings, text.slice(head.length)).map(({ value }) => head + value))
}

/** Settings that can be taken back: those it has, where the cluster tells them. */
export async function ownConfigs(given: readonly Given[], sources: Sources): Promise<string[]> {
  const own = await configNames(given, sources, true)
  return own.length > 0 ? own : [...settingsOfEntity(entityOf(given).type, []).keys()]
}

async function configNames(given: readonly Given[], sources: Sources, onlyOwn: boolean): Promise<string[]> {
  const { type, name } = entityOf(given)
  const resource = resourceTypes[type]
  if (resource === undefined || name === undefined) return []
  return sources.kafka((cluster) => liveConfigNames(cluster, resource, name, onlyOwn))
}
