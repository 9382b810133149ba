import { hashCodeOrder, hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { type ConfigEntry, configSources } from '../../client/admin/describe-configs.ts'
import { listClientMetricsResources } from '../../client/admin/list-client-metrics-resources.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { printLine } from '../kit/output.ts'
import { resourceConfig, resourceTypeOf } from './resources.ts'
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
    for (const entry of await resourceConfig(session, { entityType, name: each, includeSynonyms: true, all })) {
      printLine(session.stdout, entryLine(entry))
    }
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

/** A setting's line. The value of a sensitive one never left the broker: it is null. */
function entryLine({ name, value, isSensitive, synonyms }: ConfigEntry): string {
  const origins = synonyms.map((synonym) => {
    return `${sourceNames.get(synonym.source) ?? 'UNKNOWN'}:${synonym.name}=${synonym.value}`
  })
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
