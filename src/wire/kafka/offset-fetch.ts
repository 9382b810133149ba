import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const OffsetFetchRequest = message(
  'OffsetFetchRequest',
  { key: 9, versions: '0-9', flexible: '6+' },
  {
    groupId: string({ until: 7 }),
    topics: array(
      {
        name: string({ until: 7 }),
        partitionIndexes: array(int32(), { until: 7 }),
      },
      { until: 7, nullable: 2 },
    ),
    groups: array(
      {
        groupId: string({ since: 8 }),
        memberId: string({ since: 9, nullable: true, default: null, ignorable: true }),
        memberEpoch: int32({ since: 9, default: -1, ignorable: true }),
        topics: array(
          {
            name: string({ since: 8 }),
            partitionIndexes: array(int32(), { since: 8 }),
          },
          { since: 8, nullable: true },
        ),
      },
      { since: 8, default: [] },
    ),
    requireStable: boolean({ since: 7, default: false }),
  },
)
export type OffsetFetchRequest = TypeOf<typeof OffsetFetchRequest>

export const OffsetFetchResponse = message(
  'OffsetFetchResponse',
  { key: 9, versions: '0-9', flexible: '6+' },
  {
    throttleTimeMs: int32({ since: 3, default: 0, ignorable: true }),
    topics: array(
      {
        name: string({ until: 7 }),
        partitions: array(
          {
            partitionIndex: int32({ until: 7 }),
            committedOffset: int64({ until: 7 }),
            committedLeaderEpoch: int32({ since: 5, until: 7, default: -1, ignorable: true }),
            metadata: string({ until: 7, nullable: true }),
            errorCode: int16({ until: 7 }),
          },
          { until: 7 },
        ),
      },
      { until: 7 },
    ),
    errorCode: int16({ since: 2, until: 7, default: 0, ignorable: true }),
    groups: array(
      {
        groupId: string({ since: 8 }),
        topics: array(
          {
            name: string({ since: 8 }),
            partitions: array(
              {
                partitionIndex: int32({ since: 8 }),
                committedOffset: int64({ since: 8 }),
                committedLeaderEpoch: int32({ since: 8, default: -1, ignorable: true }),
                metadata: string({ since: 8, nullable: true }),
                errorCode: int16({ since: 8 }),
              },
              { since: 8 },
            ),
          },
          { since: 8 },
        ),
        errorCode: int16({ since: 8, default: 0 }),
      },
      { since: 8, default: [] },
    ),
  },
)
export type OffsetFetchResponse = TypeOf<typeof OffsetFetchResponse>

export const OffsetFetch = api('OffsetFetch', OffsetFetchRequest, OffsetFetchResponse)
