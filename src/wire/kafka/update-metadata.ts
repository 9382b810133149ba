import { array, boolean, int8, int16, int32, int64, message, string, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

const updateMetadataPartitionState = {
  topicName: string({ until: 4, ignorable: true }),
  partitionIndex: int32(),
  controllerEpoch: int32(),
  leader: int32(),
  leaderEpoch: int32(),
  isr: array(int32()),
  zkVersion: int32(),
  replicas: array(int32()),
  offlineReplicas: array(int32(), { since: 4, default: [], ignorable: true }),
}

export const UpdateMetadataRequest = message(
  'UpdateMetadataRequest',
  { key: 6, versions: '0-8', flexible: '6+' },
  {
    controllerId: int32(),
    isKRaftController: boolean({ since: 8, default: false }),
    type: int8({ since: 8, default: 0, tag: 0 }),
    controllerEpoch: int32(),
    brokerEpoch: int64({ since: 5, default: -1, ignorable: true }),
    ungroupedPartitionStates: array(updateMetadataPartitionState, { until: 4 }),
    topicStates: array(
      {
        topicName: string({ since: 5 }),
        topicId: uuid({ since: 7, ignorable: true }),
        partitionStates: array(updateMetadataPartitionState, { since: 5 }),
      },
      { since: 5, default: [] },
    ),
    liveBrokers: array({
      id: int32(),
      v0Host: string({ until: 0, ignorable: true }),
      v0Port: int32({ until: 0, ignorable: true }),
      endpoints: array(
        {
          port: int32({ since: 1 }),
          host: string({ since: 1 }),
          listener: string({ since: 3, ignorable: true }),
          securityProtocol: int16({ since: 1 }),
        },
        { since: 1, default: [], ignorable: true },
      ),
      rack: string({ since: 2, nullable: true, default: '', ignorable: true }),
    }),
  },
)
export type UpdateMetadataRequest = TypeOf<typeof UpdateMetadataRequest>

export const UpdateMetadataResponse = message(
  'UpdateMetadataResponse',
  { key: 6, versions: '0-8', flexible: '6+' },
  {
    errorCode: int16(),
  },
)
export type UpdateMetadataResponse = TypeOf<typeof UpdateMetadataResponse>

export const UpdateMetadata = api('UpdateMetadata', UpdateMetadataRequest, UpdateMetadataResponse)
