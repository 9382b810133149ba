import { array, int16, int32, int64, message, records, string, struct, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const FetchSnapshotRequest = message(
  'FetchSnapshotRequest',
  { key: 59, versions: '0', flexible: '0+' },
  {
    clusterId: string({ nullable: true, default: null, tag: 0 }),
    replicaId: int32({ default: -1 }),
    maxBytes: int32({ default: 0x7fffffff }),
    topics: array({
      name: string(),
      partitions: array({
        partition: int32(),
        currentLeaderEpoch: int32(),
        snapshotId: struct({
          endOffset: int64(),
          epoch: int32(),
        }),
        position: int64(),
      }),
    }),
  },
)
export type FetchSnapshotRequest = TypeOf<typeof FetchSnapshotRequest>

export const FetchSnapshotResponse = message(
  'FetchSnapshotResponse',
  { key: 59, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0, ignorable: true }),
    errorCode: int16(),
    topics: array({
      name: string(),
      partitions: array({
        index: int32(),
        errorCode: int16(),
        snapshotId: struct({
          endOffset: int64(),
          epoch: int32(),
        }),
        currentLeader: struct(
          {
            leaderId: int32(),
            leaderEpoch: int32(),
          },
          { tag: 0 },
        ),
        size: int64(),
        position: int64(),
        unalignedRecords: records(),
      }),
    }),
  },
)
export type FetchSnapshotResponse = TypeOf<typeof FetchSnapshotResponse>

export const FetchSnapshot = api('FetchSnapshot', FetchSnapshotRequest, FetchSnapshotResponse)
