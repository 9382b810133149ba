import type { Cluster } from '../cluster.ts'
import type { Metadata } from '../metadata.ts'
import type { CallOptions } from './call.ts'

/** Metadata with all topics that the client may see. */
export function listTopics(cluster: Cluster, options: CallOptions = {}): Promise<Metadata> {
  return cluster.refreshMetadata('all', { deadline: cluster.deadline(options.timeoutMs), call: 'listTopics' })
}
