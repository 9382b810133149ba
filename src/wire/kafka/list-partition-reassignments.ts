import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ListPartitionReassignmentsRequest = message(
  'ListPartitionReassignmentsRequest',
  { key: 46, versions: '0', flexible: '0+' },
  {
    timeoutMs: int32({ default: 60000 }),
    topics: array(
      {
        name: string(),
        partitionIndexes: array(int32()),
      },
      { nullable: true, default: null },
    ),
  },
)
export type ListPartitionReassignmentsRequest = TypeOf<typeof ListPartitionReassignmentsRequest>

export const ListPartitionReassignmentsResponse = message(
  'ListPartitionReassignmentsResponse',
  { key: 46, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        replicas: array(int32()),
        addingReplicas: array(int32()),
        removingReplicas: array(int32()),
      }),
    }),
  },
)
export type ListPartitionReassignmentsResponse = TypeOf<typeof ListPartitionReassignmentsResponse>

export const ListPartitionReassignments = api(
  'ListPartitionReassignments',
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
)
