import { type ErrorName, errorCode } from '../../wire/kafka/errors.ts'
import { OffsetDelete } from '../../wire/kafka/offset-delete.ts'
import type { TopicPartition } from '../groups/offsets/partition-map.ts'
import { api, type BrokerContext, permission, type RequestContext } from './api.ts'

export const offsetDelete = api(OffsetDelete, {
  authorise: (request) => [permission('Delete', 'Group', request.groupId)],
  handle(broker, request, context) {
    const entries = request.topics.map(({ name, partitions }) =>
      partitions.map(({ partitionIndex: partition }) => ({
        topic: name,
        partition,
        error: check(broker, context, { topic: name, partition }),
      })),
    )
    const good = entries.flat().filter(({ error }) => error === 'NONE')
    const { error, partitions: errors } = broker.groups.deleteOffsets(request.groupId, good)
    if (error !== 'NONE') return { errorCode: errorCode(error), topics: [] }
    for (const [index, entry] of good.entries()) entry.error = errors[index] ?? 'UNKNOWN_SERVER_ERROR'
    return { errorCode: 0, topics: request.topics.map(({ name }, index) => answer(name, entries[index] ?? [])) }
  },
  failed: (_request, error) => ({ errorCode: error.code, topics: [] }),
})

function check(
  { authoriser, metadata }: BrokerContext,
  context: RequestContext,
  { topic, partition }: TopicPartition,
): ErrorName {
  if (!authoriser.allows(context, permission('Read', 'Topic', topic))) return 'TOPIC_AUTHORIZATION_FAILED'
  return metadata.partition(topic, partition) ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION'
}

const answer = (name: string, partitions: readonly { partition: number; error: ErrorName }[]) => ({
  name,
  partitions: partitions.map(({ partition, error }) => ({ partitionIndex: partition, errorCode: errorCode(error) })),
})
