import { validateTopicName } from '../../broker/topics/names.ts'
import type { ConfigResourceType } from '../../client/admin/config-resource.ts'
import { type ConfigEntry, configSources, describeConfigs } from '../../client/admin/describe-configs.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { illegalArgument } from '../../client/errors.ts'
import { isInteger } from './checks.ts'
import { describeSeconds, type Session } from './session.ts'

const resourceTypes: Readonly<Record<string, ConfigResourceType>> = {
  topics: 'topic',
  brokers: 'broker',
  'broker-loggers': 'brokerLogger',
  'client-metrics': 'clientMetrics',
}

/** @throws ClientError (IllegalArgumentException) for what has no configuration of its own */
export function resourceTypeOf(entityType: string): ConfigResourceType {
  const type = resourceTypes[entityType]
  if (type === undefined) throw illegalArgument(`Invalid entity type: ${entityType}`)
  return type
}

export interface ResourceQuery {
  readonly entityType: string
  readonly name: string
  readonly includeSynonyms: boolean
  /** Those too that nobody changed while the thing was there. */
  readonly all: boolean
}

/** A resource's settings, sorted by name. */
export async function resourceConfig(session: Session, query: ResourceQuery): Promise<ConfigEntry[]> {
  const { entityType, name, includeSynonyms } = query
  const type = resourceTypeOf(entityType)
  checkResourceName(type, query)
  const configs = await session.get((cluster) => {
    return describeConfigs(cluster, type, [name], { includeSynonyms }).then(requireAll)
  }, describeSeconds)
  const entries = configs.get(name) ?? []
  const source = query.all ? undefined : dynamicSource(type, name)
  return entries
    .filter(({ configSource }) => source === undefined || configSource === source)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function checkResourceName(type: ConfigResourceType, { entityType, name }: ResourceQuery): void {
  if (type === 'clientMetrics' || name === '') return
  if (type === 'topic') validateTopicName(name)
  else if (!isInteger(name)) {
    throw illegalArgument(`The entity name for ${entityType} must be a valid integer broker id, found: ${name}`)
  }
}

/** Where a setting comes from that was made for just this resource; undefined when all count. */
function dynamicSource(type: ConfigResourceType, name: string): number | undefined {
  if (type === 'topic') return configSources.topic
  if (type === 'clientMetrics') return configSources.clientMetrics
  if (type === 'brokerLogger') return undefined
  return name === '' ? configSources.dynamicDefaultBroker : configSources.dynamicBroker
}
