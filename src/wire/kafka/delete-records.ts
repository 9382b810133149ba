import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DeleteRecordsRequest = message(
  'DeleteRecordsRequest',
  { key: 21, versions: '0-2', flexible: '2+' },
  {
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        offset: int64(),
      }),
    }),
    timeoutMs: int32(),
  },
)
export type DeleteRecordsRequest = TypeOf<typeof DeleteRecordsRequest>

export const DeleteRecordsResponse = message(
  'DeleteRecordsResponse',
  { key: 21, versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        lowWatermark: int64(),
        errorCode: int16(),
      }),
    }),
  },
)
export type DeleteRecordsResponse = TypeOf<typeof DeleteRecordsResponse>

export const DeleteRecords = api('DeleteRecords', DeleteRecordsRequest, DeleteRecordsResponse)
