import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const OffsetDeleteRequest = message(
  'OffsetDeleteRequest',
  { key: 47, versions: '0', flexible: 'none' },
  {
    groupId: string(),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
      }),
    }),
  },
)
export type OffsetDeleteRequest = TypeOf<typeof OffsetDeleteRequest>

export const OffsetDeleteResponse = message(
  'OffsetDeleteResponse',
  { key: 47, versions: '0', flexible: 'none' },
  {
    errorCode: int16(),
    throttleTimeMs: int32({ default: 0, ignorable: true }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  },
)
export type OffsetDeleteResponse = TypeOf<typeof OffsetDeleteResponse>

export const OffsetDelete = api('OffsetDelete', OffsetDeleteRequest, OffsetDeleteResponse)
