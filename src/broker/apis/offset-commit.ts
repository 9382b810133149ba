import { type ErrorName, errorCode } from '../../wire/kafka/errors.ts'
import { OffsetCommit, type OffsetCommitRequest } from '../../wire/kafka/offset-commit.ts'
import type { TypeOf } from '../../wire/schema/index.ts'
import type { OffsetToCommit } from '../groups/offsets/committed-offsets.ts'
import { api, type BrokerContext, permission, type RequestContext } from './api.ts'

type Request = TypeOf<typeof OffsetCommitRequest>
type Partition = Request['topics'][number]['partitions'][number]
/** A partition of the request; `error` once something is known to be wrong with it. */
interface Entry {
  readonly topic: string
  readonly requested: Partition
  error: ErrorName
}

export const offsetCommit = api(OffsetCommit, {
  authorise: (request) => [permission('Read', 'Group', request.groupId)],
  async handle(broker, request, context) {
    const entries = request.topics.map(({ name, partitions }) =>
      partitions.map(
        (requested): Entry => ({ topic: name, requested, error: check(broker, context, name, requested) }),
      ),
    )
    const good = entries.flat().filter(({ error }) => error === 'NONE')
    const commit = context.version === 0 ? commitToZooKeeper : commitToGroup
    const errors = good.length > 0 ? await commit(broker, request, good) : []
    for (const [index, entry] of good.entries()) entry.error = errors[index] ?? 'UNKNOWN_SERVER_ERROR'
    return response(request, (topic, partition) => entries[topic]?.[partition]?.error ?? 'NONE')
  },
  failed: (request, error) => response(request, () => error.errorName),
})

function check(broker: BrokerContext, context: RequestContext, topic: string, requested: Partition): ErrorName {
  if (!broker.authoriser.allows(context, permission('Read', 'Topic', topic))) return 'TOPIC_AUTHORIZATION_FAILED'
  return broker.metadata.partition(topic, requested.partitionIndex) ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION'
}

function commitToGroup({ groups, clock }: BrokerContext, request: Request, entries: readonly Entry[]) {
  const now = clock.now()
  const { retentionTimeMs } = request
  const expireTimestamp = retentionTimeMs === -1 ? undefined : now + retentionTimeMs
  return groups.commit({
    groupId: request.groupId,
    generation: request.generationIdOrMemberEpoch,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId,
    offsets: entries.map(({ topic, requested }): OffsetToCommit => {
      const { partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata, commitTimestamp } = requested
      const committed = {
        offset: committedOffset,
        leaderEpoch: committedLeaderEpoch,
        metadata: committedMetadata ?? '',
        commitTimestamp: commitTimestamp === -1 ? now : commitTimestamp,
        expireTimestamp,
      }
      return { topic, partition: partitionIndex, committed }
    }),
  })
}

/** Clients of version 0 keep their offsets where Kafka 0.8 kept them. */
function commitToZooKeeper(broker: BrokerContext, request: Request, entries: readonly Entry[]): Promise<ErrorName[]> {
  const { consumerOffsets, config, logger } = broker
  const store = async ({ topic, requested }: Entry): Promise<ErrorName> => {
    const { partitionIndex, committedOffset, committedMetadata } = requested
    const isTooLong = (committedMetadata?.length ?? 0) > config.get('offset.metadata.max.bytes')
    if (isTooLong) return 'OFFSET_METADATA_TOO_LARGE'
    try {
      await consumerOffsets.set(request.groupId, topic, partitionIndex, committedOffset)
      return 'NONE'
    } catch (error) {
      logger.error(`Can't write the offset of group ${request.groupId} to ZooKeeper: ${String(error)}`)
      return 'UNKNOWN_SERVER_ERROR'
    }
  }
  return Promise.all(entries.map(store))
}

const response = (request: Request, errorOf: (topic: number, partition: number) => ErrorName) => ({
  topics: request.topics.map(({ name, partitions }, topic) => ({
    name,
    partitions: partitions.map(({ partitionIndex }, partition) => ({
      partitionIndex,
      errorCode: errorCode(errorOf(topic, partition)),
    })),
  })),
})
