import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const OffsetForLeaderEpochRequest = message(
  'OffsetForLeaderEpochRequest',
  { key: 23, versions: '0-4', flexible: '4+' },
  {
    replicaId: int32({ since: 3, default: -2, ignorable: true }),
    topics: array({
      topic: string(),
      partitions: array({
        partition: int32(),
        currentLeaderEpoch: int32({ since: 2, default: -1, ignorable: true }),
        leaderEpoch: int32(),
      }),
    }),
  },
)
export type OffsetForLeaderEpochRequest = TypeOf<typeof OffsetForLeaderEpochRequest>

export const OffsetForLeaderEpochResponse = message(
  'OffsetForLeaderEpochResponse',
  { key: 23, versions: '0-4', flexible: '4+' },
  {
    throttleTimeMs: int32({ since: 2, default: 0, ignorable: true }),
    topics: array({
      topic: string(),
      partitions: array({
        errorCode: int16(),
        partition: int32(),
        leaderEpoch: int32({ since: 1, default: -1, ignorable: true }),
        endOffset: int64({ default: -1 }),
      }),
    }),
  },
)
export type OffsetForLeaderEpochResponse = TypeOf<typeof OffsetForLeaderEpochResponse>

export const OffsetForLeaderEpoch = api(
  'OffsetForLeaderEpoch',
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
)
