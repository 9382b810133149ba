import { listTopics } from '../../client/admin/list-topics.ts'
import type { Cluster } from '../../client/cluster.ts'
import { illegalArgument } from '../../client/errors.ts'
import type { TopicMetadata } from '../../client/metadata.ts'
import { topicFilter } from '../../client/topic-filter.ts'
import { isInternalTopic } from '../../client/topic-names.ts'

export interface Selection {
  /** A regular expression; all topics when left out. */
  readonly topic: string | undefined
  readonly excludeInternal: boolean
}

/** The cluster's topics that the selection means, sorted by name. */
export async function selectTopics(cluster: Cluster, selection: Selection): Promise<TopicMetadata[]> {
  const { topics } = await listTopics(cluster)
  const filter = selection.topic === undefined ? undefined : topicFilter(selection.topic)
  const wanted = (name: string) =>
    filter?.(name, selection.excludeInternal) ?? !(selection.excludeInternal && isInternalTopic(name))
  return [...topics.keys()]
    .filter(wanted)
    .sort()
    .map((name) => topics.get(name))
    .filter((topic) => topic !== undefined)
}

/** @throws ClientError (IllegalArgumentException) when a topic was named, none was found, and one has to be there; an empty name is none */
export function ensureTopicExists(found: readonly unknown[], topic: string | undefined, ifExists: boolean): void {
  if (topic === undefined || topic === '' || ifExists || found.length > 0) return
  throw illegalArgument(`Topic '${topic}' does not exist as expected`)
}
