import { hashCodeOrder, hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { type ConfigEntry, configSources } from '../../client/admin/describe-configs.ts'
import { listClientMetricsResources } from '../../client/admin/list-client-metrics-resources.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { printLine } from '../kit/output.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { resourceConfig, resourceTypeOf } from './resources.ts'
import { configSetting } from './results.ts'
import type { Session } from './session.ts'

/** Prints the settings of a topic, broker, broker's loggers or metrics subscription; of all when none is named. */
export async function describeResources(
  session: Session,
  entityType: string,
  name: string | undefined,
  all: boolean,
): Promise<void> {
  const names = name === undefined ? await allNames(session, entityType) : [name]
  for (const each of names) {
    printLine(session.stdout, heading(entityType, each, all))
    const asked = { entityType, name: each, includeSynonyms: true, all }
    const settings = (await resourceConfig(session, asked)).map((entry) => settingObject(asked, entry))
    session.report.results(configSetting, settings, () => settings.map((one) => `${settingLine(one)}\n`).join(''))
  }
}

function heading(entityType: string, name: string, all: boolean): string {
  if (name === '') return `Default configs for ${entityType} in the cluster are:`
  return `${all ? 'All' : 'Dynamic'} configs for ${entityType.slice(0, -1)} ${name} are:`
}

const sourceNames = new Map<number, string>([
  [configSources.topic, 'DYNAMIC_TOPIC_CONFIG'],
  [configSources.dynamicBroker, 'DYNAMIC_BROKER_CONFIG'],
  [configSources.dynamicDefaultBroker, 'DYNAMIC_DEFAULT_BROKER_CONFIG'],
  [configSources.staticBroker, 'STATIC_BROKER_CONFIG'],
  [configSources.default, 'DEFAULT_CONFIG'],
  [configSources.dynamicBrokerLogger, 'DYNAMIC_BROKER_LOGGER_CONFIG'],
  [configSources.clientMetrics, 'DYNAMIC_CLIENT_METRICS_CONFIG'],
])

type Setting = ValueOf<typeof configSetting>

/** The value of a sensitive one never left the broker: it is null. */
function settingObject(asked: { entityType: string; name: string }, entry: ConfigEntry): Setting {
  const { name, value, configSource, isSensitive, readOnly, synonyms } = entry
  return {
    entityType: asked.entityType,
    entityName: asked.name || null,
    name,
    value,
    source: sourceName(configSource),
    isSensitive,
    isReadOnly: readOnly,
    synonyms: synonyms.map((synonym) => ({ ...synonym, source: sourceName(synonym.source) })),
  }
}

const sourceName = (source: number) => sourceNames.get(source) ?? 'UNKNOWN'

function settingLine({ name, value, isSensitive, synonyms }: Setting): string {
  const origins = synonyms.map((synonym) => `${synonym.source}:${synonym.name}=${synonym.value}`)
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${origins.join(', ')}}`
}

/** In the order in which Java's maps give them; the default of all brokers stands last. */
async function allNames(session: Session, entityType: string): Promise<string[]> {
  switch (resourceTypeOf(entityType)) {
    case 'topic': {
      const { topics } = await session.get(listTopics)
      return hashOrder([...topics.keys()], (topic) => topic, javaMapSize)
    }
    case 'clientMetrics':
      return [...(await session.get(listClientMetricsResources))]
    default: {
      const { brokers } = await session.get(describeCluster)
      const ids = hashCodeOrder([...brokers], ({ id }) => id, javaMapSize).map(({ id }) => String(id))
      return [...ids, '']
    }
  }
}
