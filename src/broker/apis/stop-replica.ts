import { StopReplica, type StopReplicaRequest } from '../../wire/kafka/stop-replica.ts'
import { api, type BrokerContext, onCluster } from './api.ts'
import { checkController, codeOf } from './control-requests.ts'

interface Stopped {
  readonly topicName: string
  readonly partitionIndex: number
  readonly leaderEpoch: number
  readonly deletePartition: boolean
}

/** Leader epoch of a sender that knows none. */
const noEpoch = -1

/** The same question was asked in three shapes over the versions. */
function replicasOf(request: StopReplicaRequest): Stopped[] {
  const { deletePartitions: deletePartition, ungroupedPartitions, topics, topicStates } = request
  const old = (topicName: string, partitionIndex: number): Stopped => ({
    topicName,
    partitionIndex,
    leaderEpoch: noEpoch,
    deletePartition,
  })
  return [
    ...ungroupedPartitions.map(({ topicName, partitionIndex }) => old(topicName, partitionIndex)),
    ...topics.flatMap(({ name, partitionIndexes }) => partitionIndexes.map((index) => old(name, index))),
    ...topicStates.flatMap(({ topicName, partitionStates }) =>
      partitionStates.map((state) => ({ topicName, ...state })),
    ),
  ]
}

function stop({ replicas, overrides }: BrokerContext, stopped: Stopped) {
  const { topicName, partitionIndex, leaderEpoch, deletePartition } = stopped
  const errorCode = codeOf(() => replicas.stop(topicName, partitionIndex, leaderEpoch, deletePartition))
  if (deletePartition && !replicas.hosts(topicName)) overrides.forget(topicName)
  return { topicName, partitionIndex, errorCode }
}

export const stopReplica = api(StopReplica, {
  authorise: () => [onCluster('ClusterAction')],
  handle: (broker, request, context) => {
    checkController(broker, request, context)
    const partitionErrors = replicasOf(request).map((one) => stop(broker, one))
    broker.replicas.settle()
    return { errorCode: 0, partitionErrors }
  },
  failed: (_request, error) => ({ errorCode: error.code, partitionErrors: [] }),
})
