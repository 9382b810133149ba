import { array, boolean, int8, int16, int32, int64, message, string, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

const leaderAndIsrPartitionState = {
  topicName: string({ until: 1, ignorable: true }),
  partitionIndex: int32(),
  controllerEpoch: int32(),
  leader: int32(),
  leaderEpoch: int32(),
  isr: array(int32()),
  partitionEpoch: int32(),
  replicas: array(int32()),
  addingReplicas: array(int32(), { since: 3, default: [], ignorable: true }),
  removingReplicas: array(int32(), { since: 3, default: [], ignorable: true }),
  isNew: boolean({ since: 1, default: false, ignorable: true }),
  leaderRecoveryState: int8({ since: 6, default: 0 }),
}

export const LeaderAndIsrRequest = message(
  'LeaderAndIsrRequest',
  { key: 4, versions: '0-7', flexible: '4+' },
  {
    controllerId: int32(),
    isKRaftController: boolean({ since: 7, default: false }),
    controllerEpoch: int32(),
    brokerEpoch: int64({ since: 2, default: -1, ignorable: true }),
    type: int8({ since: 5, default: 0 }),
    ungroupedPartitionStates: array(leaderAndIsrPartitionState, { until: 1 }),
    topicStates: array(
      {
        topicName: string({ since: 2 }),
        topicId: uuid({ since: 5, ignorable: true }),
        partitionStates: array(leaderAndIsrPartitionState, { since: 2 }),
      },
      { since: 2, default: [] },
    ),
    liveLeaders: array({
      brokerId: int32(),
      hostName: string(),
      port: int32(),
    }),
  },
)
export type LeaderAndIsrRequest = TypeOf<typeof LeaderAndIsrRequest>

const leaderAndIsrPartitionError = {
  topicName: string({ until: 4, ignorable: true }),
  partitionIndex: int32(),
  errorCode: int16(),
}

export const LeaderAndIsrResponse = message(
  'LeaderAndIsrResponse',
  { key: 4, versions: '0-7', flexible: '4+' },
  {
    errorCode: int16(),
    partitionErrors: array(leaderAndIsrPartitionError, { until: 4 }),
    topics: array(
      {
        topicId: uuid({ since: 5 }),
        partitionErrors: array(leaderAndIsrPartitionError, { since: 5 }),
      },
      { since: 5, default: [] },
    ),
  },
)
export type LeaderAndIsrResponse = TypeOf<typeof LeaderAndIsrResponse>

export const LeaderAndIsr = api('LeaderAndIsr', LeaderAndIsrRequest, LeaderAndIsrResponse)
