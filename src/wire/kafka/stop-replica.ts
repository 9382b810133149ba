import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const StopReplicaRequest = message(
  'StopReplicaRequest',
  { key: 5, versions: '0-4', flexible: '2+' },
  {
    controllerId: int32(),
    isKRaftController: boolean({ since: 4, default: false }),
    controllerEpoch: int32(),
    brokerEpoch: int64({ since: 1, default: -1, ignorable: true }),
    deletePartitions: boolean({ until: 2 }),
    ungroupedPartitions: array(
      {
        topicName: string({ until: 0 }),
        partitionIndex: int32({ until: 0 }),
      },
      { until: 0 },
    ),
    topics: array(
      {
        name: string({ since: 1, until: 2, default: '' }),
        partitionIndexes: array(int32(), { since: 1, until: 2, default: [] }),
      },
      { since: 1, until: 2, default: [] },
    ),
    topicStates: array(
      {
        topicName: string({ since: 3 }),
        partitionStates: array(
          {
            partitionIndex: int32({ since: 3 }),
            leaderEpoch: int32({ since: 3, default: -1 }),
            deletePartition: boolean({ since: 3 }),
          },
          { since: 3 },
        ),
      },
      { since: 3, default: [] },
    ),
  },
)
export type StopReplicaRequest = TypeOf<typeof StopReplicaRequest>

export const StopReplicaResponse = message(
  'StopReplicaResponse',
  { key: 5, versions: '0-4', flexible: '2+' },
  {
    errorCode: int16(),
    partitionErrors: array({
      topicName: string(),
      partitionIndex: int32(),
      errorCode: int16(),
    }),
  },
)
export type StopReplicaResponse = TypeOf<typeof StopReplicaResponse>

export const StopReplica = api('StopReplica', StopReplicaRequest, StopReplicaResponse)
