import { zeroUuid } from '../../base/uuid.ts'
import { FetchRequest } from '../../wire/kafka/fetch.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import { byTopic } from '../topic-partition.ts'
import type { ConsumerConfig } from './config.ts'
import type { SessionRequest, WantedPartition } from './fetch-session.ts'

const smallestVersion = 4
const lastVersionWithNames = 12

/** The version to ask for these in: later ones know topics by their ids only. Throws as `BrokerConnection.version`. */
export function fetchVersion(connection: BrokerConnection, wanted: readonly WantedPartition[]): number {
  const version = connection.version(FetchRequest, smallestVersion)
  const hasIds = wanted.every(({ topicId }) => topicId !== zeroUuid)
  return hasIds ? version : Math.min(version, lastVersionWithNames)
}

/** A consumer's request for what has changed in its session. */
export function fetchRequest(config: ConsumerConfig, session: SessionRequest): InputOf<typeof FetchRequest> {
  const partitionMaxBytes = config.maxPartitionFetchBytes
  return {
    maxWaitMs: config.fetchMaxWaitMs,
    minBytes: config.fetchMinBytes,
    maxBytes: config.fetchMaxBytes,
    isolationLevel: config.isReadCommitted ? 1 : 0,
    sessionId: session.sessionId,
    sessionEpoch: session.sessionEpoch,
    topics: byTopic(session.added).map(({ name, partitions }) => ({
      topic: name,
      topicId: partitions[0]?.topicId ?? zeroUuid,
      partitions: partitions.map(({ partition, leaderEpoch, fetchOffset }) => {
        return { partition, currentLeaderEpoch: leaderEpoch, fetchOffset, partitionMaxBytes }
      }),
    })),
    forgottenTopicsData: byTopic(session.forgotten).map(({ name, partitions }) => ({
      topic: name,
      topicId: partitions[0]?.topicId ?? zeroUuid,
      partitions: partitions.map(({ partition }) => partition),
    })),
    rackId: config.rackId,
  }
}
