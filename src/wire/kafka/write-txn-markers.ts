import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const WriteTxnMarkersRequest = message(
  'WriteTxnMarkersRequest',
  { key: 27, versions: '0-1', flexible: '1+' },
  {
    markers: array({
      producerId: int64(),
      producerEpoch: int16(),
      transactionResult: boolean(),
      topics: array({
        name: string(),
        partitionIndexes: array(int32()),
      }),
      coordinatorEpoch: int32(),
    }),
  },
)
export type WriteTxnMarkersRequest = TypeOf<typeof WriteTxnMarkersRequest>

export const WriteTxnMarkersResponse = message(
  'WriteTxnMarkersResponse',
  { key: 27, versions: '0-1', flexible: '1+' },
  {
    markers: array({
      producerId: int64(),
      topics: array({
        name: string(),
        partitions: array({
          partitionIndex: int32(),
          errorCode: int16(),
        }),
      }),
    }),
  },
)
export type WriteTxnMarkersResponse = TypeOf<typeof WriteTxnMarkersResponse>

export const WriteTxnMarkers = api('WriteTxnMarkers', WriteTxnMarkersRequest, WriteTxnMarkersResponse)
