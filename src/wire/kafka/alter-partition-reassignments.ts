import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AlterPartitionReassignmentsRequest = message(
  'AlterPartitionReassignmentsRequest',
  { key: 45, versions: '0', flexible: '0+' },
  {
    timeoutMs: int32({ default: 60000 }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        replicas: array(int32(), { nullable: true, default: null }),
      }),
    }),
  },
)
export type AlterPartitionReassignmentsRequest = TypeOf<typeof AlterPartitionReassignmentsRequest>

export const AlterPartitionReassignmentsResponse = message(
  'AlterPartitionReassignmentsResponse',
  { key: 45, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    responses: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
      }),
    }),
  },
)
export type AlterPartitionReassignmentsResponse = TypeOf<typeof AlterPartitionReassignmentsResponse>

export const AlterPartitionReassignments = api(
  'AlterPartitionReassignments',
  AlterPartitionReassignmentsRequest,
  AlterPartitionReassignmentsResponse,
)
