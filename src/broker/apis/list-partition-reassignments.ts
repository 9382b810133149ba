import { ListPartitionReassignments } from '../../wire/kafka/list-partition-reassignments.ts'
import { api, onCluster } from './api.ts'
import { byTopic } from './by-topic.ts'

export const listPartitionReassignments = api(ListPartitionReassignments, {
  authorise: () => [onCluster('Describe')],
  handle: async ({ controller }, { topics }) => {
    const asked =
      topics?.flatMap(({ name, partitionIndexes }) =>
        partitionIndexes.map((partition) => ({ topic: name, partition })),
      ) ?? null
    const moving = await controller.listReassignments(asked)
    const rows = moving.map(({ topic, partition, assignment }) => ({ topic: topic.name, partition, assignment }))
    const described = [...byTopic(rows)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, assignment }) => ({
        partitionIndex: partition,
        replicas: [...assignment.replicas],
        addingReplicas: [...assignment.adding],
        removingReplicas: [...assignment.removing],
      })),
    }))
    return { errorCode: 0, errorMessage: '', topics: described }
  },
  failed: (_request, { code, message }) => ({ errorCode: code, errorMessage: message, topics: [] }),
})
