import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const EndQuorumEpochRequest = message(
  'EndQuorumEpochRequest',
  { key: 54, versions: '0', flexible: 'none' },
  {
    clusterId: string({ nullable: true, default: null }),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        leaderId: int32(),
        leaderEpoch: int32(),
        preferredSuccessors: array(int32()),
      }),
    }),
  },
)
export type EndQuorumEpochRequest = TypeOf<typeof EndQuorumEpochRequest>

export const EndQuorumEpochResponse = message(
  'EndQuorumEpochResponse',
  { key: 54, versions: '0', flexible: 'none' },
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
export type EndQuorumEpochResponse = TypeOf<typeof EndQuorumEpochResponse>

export const EndQuorumEpoch = api('EndQuorumEpoch', EndQuorumEpochRequest, EndQuorumEpochResponse)
