import type { FetchRequest } from '../../wire/kafka/fetch.ts'
import type { MetadataCache } from '../metadata/cache.ts'

/** What a fetcher wants of one partition. */
export interface Wanted {
  /** '' for an id that nobody knows. */
  readonly topic: string
  /** '' where the request names topics. */
  readonly topicId: string
  readonly partition: number
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  /** −1: not given. */
  readonly lastFetchedEpoch: number
  /** Of the fetcher's own log; −1: not given. */
  readonly logStartOffset: number
  readonly maxBytes: number
}

/** Since this version topics go by their ids. */
const versionById = 13

export const usesTopicIds = (version: number) => version >= versionById

/** Names the topic as the session's requests do. */
export const topicKey = ({ topic, topicId }: Pick<Wanted, 'topic' | 'topicId'>) => (topicId === '' ? topic : topicId)

/** The partitions that a request names, in its order. */
export function wantedOf(metadata: MetadataCache, request: FetchRequest, version: number): Wanted[] {
  const wanted: Wanted[] = []
  for (const { topic: name, topicId: id, partitions } of request.topics) {
    const topic = usesTopicIds(version) ? (metadata.topicName(id) ?? '') : name
    const topicId = usesTopicIds(version) ? id : ''
    for (const asked of partitions) {
      // Named one by one: this runs for each partition of each fetch, and a spread takes longer than all the rest.
      wanted.push({
        topic,
        topicId,
        partition: asked.partition,
        currentLeaderEpoch: asked.currentLeaderEpoch,
        fetchOffset: asked.fetchOffset,
        lastFetchedEpoch: asked.lastFetchedEpoch,
        logStartOffset: asked.logStartOffset,
        maxBytes: asked.partitionMaxBytes,
      })
    }
  }
  return wanted
}

/** The broker that follows with this request; −1 for a consumer. */
export const followerId = ({ replicaId, replicaState }: FetchRequest): number =>
  Math.max(replicaId, replicaState.replicaId, -1)
