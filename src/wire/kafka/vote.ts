import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const VoteRequest = message(
  'VoteRequest',
  { key: 52, versions: '0', flexible: '0+' },
  {
    clusterId: string({ nullable: true, default: null }),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        candidateEpoch: int32(),
        candidateId: int32(),
        lastOffsetEpoch: int32(),
        lastOffset: int64(),
      }),
    }),
  },
)
export type VoteRequest = TypeOf<typeof VoteRequest>

export const VoteResponse = message(
  'VoteResponse',
  { key: 52, versions: '0', flexible: '0+' },
  {
    errorCode: int16(),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        leaderId: int32(),
        leaderEpoch: int32(),
        voteGranted: boolean(),
      }),
    }),
  },
)
export type VoteResponse = TypeOf<typeof VoteResponse>

export const Vote = api('Vote', VoteRequest, VoteResponse)
