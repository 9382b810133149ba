import {
  AlterPartitionReassignments,
  type AlterPartitionReassignmentsRequest,
} from '../../wire/kafka/alter-partition-reassignments.ts'
import type { ReassignmentResult, WantedReassignment } from '../controller/reassignments.ts'
import { api, onCluster } from './api.ts'
import { byTopic } from './by-topic.ts'

const wantedOf = ({ topics }: AlterPartitionReassignmentsRequest): WantedReassignment[] =>
  topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, replicas }) => ({ topic: name, partition: partitionIndex, replicas })),
  )

const answerOf = ({ partition, error }: ReassignmentResult) => ({
  partitionIndex: partition,
  errorCode: error?.code ?? 0,
  errorMessage: error?.message ?? null,
})

export const alterPartitionReassignments = api(AlterPartitionReassignments, {
  authorise: () => [onCluster('Alter')],
  handle: async ({ controller }, request) => {
    const results = await controller.alterReassignments(wantedOf(request))
    const responses = [...byTopic(results)].map(([name, rows]) => ({ name, partitions: rows.map(answerOf) }))
    return { errorCode: 0, errorMessage: '', responses }
  },
  failed: (_request, { code, message }) => ({ errorCode: code, errorMessage: message, responses: [] }),
})
