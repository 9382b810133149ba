import { LeaderAndIsr, type LeaderAndIsrRequest } from '../../wire/kafka/leader-and-isr.ts'
import { noTopicId } from '../metadata/cache.ts'
import { api, type BrokerContext, onCluster, type RequestContext } from './api.ts'
import { checkController, codeOf } from './control-requests.ts'

type TopicState = LeaderAndIsrRequest['topicStates'][number]
type PartitionState = TopicState['partitionStates'][number]

/** From this version on the answer is grouped by topic ids. */
const versionByTopic = 5

/** Versions 0 and 1 name the topic with each partition. */
function topicStates({ topicStates: grouped, ungroupedPartitionStates }: LeaderAndIsrRequest): readonly TopicState[] {
  const single = ungroupedPartitionStates.map((state) => ({
    topicName: state.topicName,
    topicId: noTopicId,
    partitionStates: [state],
  }))
  return [...grouped, ...single]
}

interface Assignment {
  readonly topic: TopicState
  readonly state: PartitionState
}

/** Partitions between which the broker looks after everything else: a new replica costs a folder with its files. */
const sliceSize = 100

/** Leaders come first, so that followers elsewhere soon find them. The result is each partition's error code. */
async function assignAll(
  broker: BrokerContext,
  request: LeaderAndIsrRequest,
  context: RequestContext,
  states: readonly TopicState[],
) {
  const all = states.flatMap((topic) => topic.partitionStates.map((state) => ({ topic, state })))
  const leads = ({ state }: Assignment) => state.leader === broker.brokerId
  const ordered = [...all.filter(leads), ...all.filter((one) => !leads(one))]
  const codes = new Map<PartitionState, number>()
  for (let from = 0; from < ordered.length; from += sliceSize) {
    if (from > 0) await new Promise<void>((resolve) => broker.clock.soon(resolve))
    // Again and again: meanwhile another controller may have spoken.
    checkController(broker, request, context)
    for (const one of ordered.slice(from, from + sliceSize))
      codes.set(
        one.state,
        codeOf(() => assign(broker, one)),
      )
  }
  broker.replicas.settle()
  return codes
}

function assign({ replicas }: BrokerContext, { topic, state }: Assignment): void {
  replicas.assign(topic.topicName, topic.topicId, { ...state, partition: state.partitionIndex })
}

export const leaderAndIsr = api(LeaderAndIsr, {
  authorise: () => [onCluster('ClusterAction')],
  handle: async (broker, request, context) => {
    const states = topicStates(request)
    const fresh = states.filter(({ topicName }) => !broker.overrides.isKnown(topicName))
    if (fresh.length > 0) await broker.overrides.load(fresh.map(({ topicName }) => topicName))
    checkController(broker, request, context)
    const codes = await assignAll(broker, request, context, states)
    const topics = states.map(({ topicName, topicId, partitionStates }) => ({
      topicId,
      partitionErrors: partitionStates.map((state) => ({
        ...{ topicName, partitionIndex: state.partitionIndex },
        errorCode: codes.get(state) ?? 0,
      })),
    }))
    return context.version >= versionByTopic
      ? { errorCode: 0, topics, partitionErrors: [] }
      : { errorCode: 0, topics: [], partitionErrors: topics.flatMap(({ partitionErrors }) => partitionErrors) }
  },
  failed: (_request, error) => ({ errorCode: error.code, topics: [], partitionErrors: [] }),
})
