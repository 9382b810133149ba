import { createPartitions } from '../../client/admin/create-partitions.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { ensureTopicExists, type Selection, selectTopics } from './select.ts'

export interface AlterRequest extends Selection {
  readonly ifExists: boolean
  /** How many partitions each topic shall have. */
  readonly count: number
  /** Broker ids by partition, the existing ones included. */
  readonly assignment: ReadonlyMap<number, readonly number[]> | undefined
}

/** Gives the selected topics more partitions; tells their names. */
export async function alter(cluster: Cluster, request: AlterRequest): Promise<string[]> {
  const topics = await selectTopics(cluster, request)
  ensureTopicExists(topics, request.topic, request.ifExists)
  if (topics.length === 0) return []
  const { count, assignment } = request
  const newPartitions = topics.map(({ name, partitions }) => ({
    topic: name ?? '',
    count,
    assignments: assignment === undefined ? undefined : [...assignment.values()].slice(partitions.length),
  }))
  requireAll(await createPartitions(cluster, newPartitions))
  return newPartitions.map(({ topic }) => topic)
}
