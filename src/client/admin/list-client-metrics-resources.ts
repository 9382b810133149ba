import {
  ListClientMetricsResources,
  ListClientMetricsResourcesRequest,
} from '../../wire/kafka/list-client-metrics-resources.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** The names of the metrics subscriptions (KIP-714). */
export function listClientMetricsResources(cluster: Cluster, options: CallOptions = {}): Promise<readonly string[]> {
  const call = { ...options, name: 'listClientMetricsResources', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(ListClientMetricsResourcesRequest)
    const answer = await connection.send(ListClientMetricsResources, version, {}, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.clientMetricsResources.map(({ name }) => name)
  })
}
