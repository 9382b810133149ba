import type { ConfigResourceType } from '../../client/admin/config-resource.ts'
import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { configSources, describeConfigs } from '../../client/admin/describe-configs.ts'
import { describeUserScramCredentials } from '../../client/admin/describe-user-scram-credentials.ts'
import { listClientMetricsResources } from '../../client/admin/list-client-metrics-resources.ts'
import { listConsumerGroups } from '../../client/admin/list-groups.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { listTransactions } from '../../client/admin/transactions.ts'
import type { Cluster } from '../../client/cluster.ts'

/** What a cluster can be asked for by name. */
export type LiveKind = 'topic' | 'group' | 'broker' | 'user' | 'transactional-id' | 'client-metrics'

/** The names that the cluster has now. */
export async function liveNames(cluster: Cluster, kind: LiveKind): Promise<string[]> {
  switch (kind) {
    case 'topic':
      return [...(await listTopics(cluster)).topics.keys()]
    case 'group':
      return (await listConsumerGroups(cluster)).map(({ groupId }) => groupId)
    case 'broker':
      return (await describeCluster(cluster)).brokers.map(({ id }) => String(id))
    case 'user':
      return [...(await describeUserScramCredentials(cluster, [])).keys()]
    case 'transactional-id':
      return [...(await listTransactions(cluster)).values()].flat().map(({ transactionalId }) => transactionalId)
    case 'client-metrics':
      return [...(await listClientMetricsResources(cluster))]
  }
}

/** The names of a resource's settings, or only of those that it has itself. */
export async function liveConfigNames(
  cluster: Cluster,
  type: ConfigResourceType,
  name: string,
  onlyOwn: boolean,
): Promise<string[]> {
  const own: ReadonlySet<number> = new Set([
    configSources.topic,
    configSources.dynamicBroker,
    configSources.dynamicDefaultBroker,
    configSources.dynamicBrokerLogger,
    configSources.clientMetrics,
  ])
  const entries = [...requireAll(await describeConfigs(cluster, type, [name])).values()].flat()
  return entries
    .filter(({ readOnly, configSource }) => (onlyOwn ? own.has(configSource) : !readOnly))
    .map((entry) => entry.name)
}
