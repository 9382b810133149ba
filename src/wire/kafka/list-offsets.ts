import { array, int8, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ListOffsetsRequest = message(
  'ListOffsetsRequest',
  { key: 2, versions: '0-8', flexible: '6+' },
  {
    replicaId: int32(),
    isolationLevel: int8({ since: 2 }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        currentLeaderEpoch: int32({ since: 4, default: -1, ignorable: true }),
        timestamp: int64(),
        maxNumOffsets: int32({ until: 0, default: 1 }),
      }),
    }),
  },
)
export type ListOffsetsRequest = TypeOf<typeof ListOffsetsRequest>

export const ListOffsetsResponse = message(
  'ListOffsetsResponse',
  { key: 2, versions: '0-8', flexible: '6+' },
  {
    throttleTimeMs: int32({ since: 2, default: 0, ignorable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        oldStyleOffsets: array(int64(), { until: 0 }),
        timestamp: int64({ since: 1, default: -1 }),
        offset: int64({ since: 1, default: -1 }),
        leaderEpoch: int32({ since: 4, default: -1 }),
      }),
    }),
  },
)
export type ListOffsetsResponse = TypeOf<typeof ListOffsetsResponse>

export const ListOffsets = api('ListOffsets', ListOffsetsRequest, ListOffsetsResponse)
