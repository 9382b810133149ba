import { type ErrorName, errorCode } from '../../wire/kafka/errors.ts'
import { OffsetFetch, type OffsetFetchRequest, type OffsetFetchResponse } from '../../wire/kafka/offset-fetch.ts'
import type { InputOf, TypeOf } from '../../wire/schema/index.ts'
import type { FetchedOffset } from '../groups/coordinator.ts'
import type { TopicPartition } from '../groups/offsets/partition-map.ts'
import { api, type BrokerContext, permission, type RequestContext } from './api.ts'

type Request = TypeOf<typeof OffsetFetchRequest>
type WantedTopics = Request['topics']
interface GroupOffsets {
  readonly error: ErrorName
  readonly offsets: readonly FetchedOffset[]
}

/** From this version on one request asks for several groups. */
const batches = 8
/** From this version on an error of the group has a place of its own. */
const groupErrors = 2

export const offsetFetch = api(OffsetFetch, {
  async handle(broker, request, context) {
    if (context.version >= batches) return fetchGroups(broker, request, context)
    const { groupId, topics, requireStable } = request
    const fetched =
      context.version === 0 && mayDescribe(broker, context, groupId)
        ? await fetchFromZooKeeper(broker, context, groupId, flat(topics ?? []))
        : fetchGroup(broker, context, { groupId, topics }, requireStable)
    return single(fetched, context.version, topics ?? [])
  },
  failed(request, { code, errorName }) {
    const offsets = flat(request.topics ?? []).map((each) => missing(each, errorName))
    return {
      errorCode: code,
      topics: byTopic(offsets),
      groups: request.groups.map(({ groupId }) => ({ groupId, errorCode: code, topics: [] })),
    }
  },
})

function fetchGroups(
  broker: BrokerContext,
  request: Request,
  context: RequestContext,
): InputOf<typeof OffsetFetchResponse> {
  return {
    groups: request.groups.map((wanted) => {
      const { error, offsets } = fetchGroup(broker, context, wanted, request.requireStable)
      return { groupId: wanted.groupId, errorCode: errorCode(error), topics: byTopic(offsets) }
    }),
  }
}

function single({ error, offsets }: GroupOffsets, version: number, topics: NonNullable<WantedTopics>) {
  const isEverywhere = error !== 'NONE' && version < groupErrors
  const shown = isEverywhere ? flat(topics).map((each) => missing(each, error)) : offsets
  return { topics: byTopic(shown), errorCode: errorCode(error) }
}

function fetchGroup(
  broker: BrokerContext,
  context: RequestContext,
  { groupId, topics }: { groupId: string; topics: WantedTopics },
  requireStable: boolean,
): GroupOffsets {
  if (!mayDescribe(broker, context, groupId)) return { error: 'GROUP_AUTHORIZATION_FAILED', offsets: [] }
  const maySee = ({ topic }: TopicPartition) => maySeeTopic(broker, context, topic)
  if (topics === null) {
    const { error, offsets } = broker.groups.fetch(groupId, null, { requireStable })
    return { error, offsets: offsets.filter(maySee) }
  }
  const wanted = flat(topics)
  const { error, offsets } = broker.groups.fetch(groupId, wanted.filter(maySee), { requireStable })
  if (error !== 'NONE') return { error, offsets: [] }
  const hidden = wanted.filter((each) => !maySee(each)).map((each) => missing(each, 'TOPIC_AUTHORIZATION_FAILED'))
  return { error, offsets: [...offsets, ...hidden] }
}

async function fetchFromZooKeeper(
  broker: BrokerContext,
  context: RequestContext,
  groupId: string,
  wanted: readonly TopicPartition[],
): Promise<GroupOffsets> {
  const fetchOne = async (each: TopicPartition): Promise<FetchedOffset> => {
    const { topic, partition } = each
    if (!maySeeTopic(broker, context, topic)) return missing(each, 'TOPIC_AUTHORIZATION_FAILED')
    if (!broker.metadata.partition(topic, partition)) return missing(each, 'UNKNOWN_TOPIC_OR_PARTITION')
    const offset = await broker.consumerOffsets.get(groupId, topic, partition)
    if (offset === undefined) return missing(each, 'UNKNOWN_TOPIC_OR_PARTITION')
    return { topic, partition, error: 'NONE', committed: { offset, leaderEpoch: -1, metadata: '' } }
  }
  return { error: 'NONE', offsets: await Promise.all(wanted.map(fetchOne)) }
}

const mayDescribe = ({ authoriser }: BrokerContext, context: RequestContext, groupId: string): boolean =>
  authoriser.allows(context, permission('Describe', 'Group', groupId))

const maySeeTopic = ({ authoriser }: BrokerContext, context: RequestContext, topic: string): boolean =>
  authoriser.allows(context, permission('Describe', 'Topic', topic))

const flat = (topics: NonNullable<WantedTopics>): TopicPartition[] =>
  topics.flatMap(({ name, partitionIndexes }) => partitionIndexes.map((partition) => ({ topic: name, partition })))

const missing = ({ topic, partition }: TopicPartition, error: ErrorName): FetchedOffset => ({
  topic,
  partition,
  error,
  committed: undefined,
})

/** Topics in the order of their first partition. */
function byTopic(offsets: readonly FetchedOffset[]) {
  const topics = new Map<string, ReturnType<typeof partitionAnswer>[]>()
  for (const offset of offsets) {
    const partitions = topics.get(offset.topic)
    if (partitions) partitions.push(partitionAnswer(offset))
    else topics.set(offset.topic, [partitionAnswer(offset)])
  }
  return [...topics].map(([name, partitions]) => ({ name, partitions }))
}

const partitionAnswer = ({ partition, error, committed }: FetchedOffset) => ({
  partitionIndex: partition,
  committedOffset: committed?.offset ?? -1,
  committedLeaderEpoch: committed?.leaderEpoch ?? -1,
  metadata: committed?.metadata ?? '',
  errorCode: errorCode(error),
})
