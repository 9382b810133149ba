import { createTopics, type NewTopic } from '../../client/admin/create-topics.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { illegalArgument, javaClassOf } from '../../client/errors.ts'

const maxReplicationFactor = 32767

/** @throws ClientError (IllegalArgumentException) on numbers that no topic can have */
export function checkNumbers({ partitions, replicationFactor }: NewTopic): void {
  if (replicationFactor !== undefined && (replicationFactor < 1 || replicationFactor > maxReplicationFactor)) {
    throw illegalArgument(`The replication factor must be between 1 and ${maxReplicationFactor} inclusive`)
  }
  if (partitions !== undefined && partitions < 1) throw illegalArgument('The partitions must be greater than 0')
}

/** Creates the topic; false when it was there already and may be. */
export async function create(cluster: Cluster, topic: NewTopic, ifNotExists: boolean): Promise<boolean> {
  try {
    requireAll(await createTopics(cluster, [topic]))
    return true
  } catch (error) {
    if (ifNotExists && javaClassOf(error)?.endsWith('.TopicExistsException')) return false
    throw error
  }
}
