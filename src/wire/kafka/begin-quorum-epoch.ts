import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const BeginQuorumEpochRequest = message(
  'BeginQuorumEpochRequest',
  { key: 53, versions: '0', flexible: 'none' },
  {
    clusterId: string({ nullable: true, default: null }),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        leaderId: int32(),
        leaderEpoch: int32(),
      }),
    }),
  },
)
export type BeginQuorumEpochRequest = TypeOf<typeof BeginQuorumEpochRequest>

export const BeginQuorumEpochResponse = message(
  'BeginQuorumEpochResponse',
  { key: 53, versions: '0', flexible: 'none' },
  {
    errorCode: int16(),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        leaderId: int32(),
        leaderEpoch: int32(),
      }),
    }),
  },
)
export type BeginQuorumEpochResponse = TypeOf<typeof BeginQuorumEpochResponse>

export const BeginQuorumEpoch = api('BeginQuorumEpoch', BeginQuorumEpochRequest, BeginQuorumEpochResponse)
