import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeQuorumRequest = message(
  'DescribeQuorumRequest',
  { key: 55, versions: '0-1', flexible: '0+' },
  {
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  },
)
export type DescribeQuorumRequest = TypeOf<typeof DescribeQuorumRequest>

const replicaState = {
  replicaId: int32(),
  logEndOffset: int64(),
  lastFetchTimestamp: int64({ since: 1, default: -1, ignorable: true }),
  lastCaughtUpTimestamp: int64({ since: 1, default: -1, ignorable: true }),
}

export const DescribeQuorumResponse = message(
  'DescribeQuorumResponse',
  { key: 55, versions: '0-1', flexible: '0+' },
  {
    errorCode: int16(),
    topics: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        leaderId: int32(),
        leaderEpoch: int32(),
        highWatermark: int64(),
        currentVoters: array(replicaState),
        observers: array(replicaState),
      }),
    }),
  },
)
export type DescribeQuorumResponse = TypeOf<typeof DescribeQuorumResponse>

export const DescribeQuorum = api('DescribeQuorum', DescribeQuorumRequest, DescribeQuorumResponse)
