import { LeaderAndIsr, type LeaderAndIsrRequest } from '../../wire/kafka/leader-and-isr.ts'
import { noTopicId } from '../metadata/cache.ts'
import { api, type BrokerContext, onCluster } from './api.ts'
import { checkController, codeOf } from './control-requests.ts'

type TopicState = LeaderAndIsrRequest['topicStates'][number]

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

function assign(broker: BrokerContext, { topicName, topicId, partitionStates }: TopicState) {
  const partitionErrors = partitionStates.map((state) => ({
    topicName,
    partitionIndex: state.partitionIndex,
    errorCode: codeOf(() => broker.replicas.assign(topicName, topicId, { ...state, partition: state.partitionIndex })),
  }))
  return { topicId, partitionErrors }
}

export const leaderAndIsr = api(LeaderAndIsr, {
  authorise: () => [onCluster('ClusterAction')],
  handle: async (broker, request, { version }) => {
    const states = topicStates(request)
    const fresh = states.filter(({ topicName }) => !broker.overrides.isKnown(topicName))
    if (fresh.length > 0) await broker.overrides.load(fresh.map(({ topicName }) => topicName))
    // Only now: while that was read another controller may have spoken.
    checkController(broker, request)
    const topics = states.map((state) => assign(broker, state))
    broker.replicas.settle()
    return version >= versionByTopic
      ? { errorCode: 0, topics, partitionErrors: [] }
      : { errorCode: 0, topics: [], partitionErrors: topics.flatMap(({ partitionErrors }) => partitionErrors) }
  },
  failed: (_request, error) => ({ errorCode: error.code, topics: [], partitionErrors: [] }),
})
