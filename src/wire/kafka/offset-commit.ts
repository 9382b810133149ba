import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const OffsetCommitRequest = message(
  'OffsetCommitRequest',
  { key: 8, versions: '0-9', flexible: '8+' },
  {
    groupId: string(),
    generationIdOrMemberEpoch: int32({ since: 1, default: -1, ignorable: true }),
    memberId: string({ since: 1, default: '', ignorable: true }),
    groupInstanceId: string({ since: 7, nullable: true, default: null }),
    retentionTimeMs: int64({ since: 2, until: 4, default: -1, ignorable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        committedOffset: int64(),
        committedLeaderEpoch: int32({ since: 6, default: -1, ignorable: true }),
        commitTimestamp: int64({ since: 1, until: 1, default: -1 }),
        committedMetadata: string({ nullable: true }),
      }),
    }),
  },
)
export type OffsetCommitRequest = TypeOf<typeof OffsetCommitRequest>

export const OffsetCommitResponse = message(
  'OffsetCommitResponse',
  { key: 8, versions: '0-9', flexible: '8+' },
  {
    throttleTimeMs: int32({ since: 3, default: 0, ignorable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  },
)
export type OffsetCommitResponse = TypeOf<typeof OffsetCommitResponse>

export const OffsetCommit = api('OffsetCommit', OffsetCommitRequest, OffsetCommitResponse)
