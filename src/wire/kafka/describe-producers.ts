import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeProducersRequest = message(
  'DescribeProducersRequest',
  { key: 61, versions: '0', flexible: '0+' },
  {
    topics: array({
      name: string(),
      partitionIndexes: array(int32()),
    }),
  },
)
export type DescribeProducersRequest = TypeOf<typeof DescribeProducersRequest>

export const DescribeProducersResponse = message(
  'DescribeProducersResponse',
  { key: 61, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    topics: array({
      name: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        errorMessage: string({ nullable: true, default: null }),
        activeProducers: array({
          producerId: int64(),
          producerEpoch: int32(),
          lastSequence: int32({ default: -1 }),
          lastTimestamp: int64({ default: -1 }),
          coordinatorEpoch: int32(),
          currentTxnStartOffset: int64({ default: -1 }),
        }),
      }),
    }),
  },
)
export type DescribeProducersResponse = TypeOf<typeof DescribeProducersResponse>

export const DescribeProducers = api('DescribeProducers', DescribeProducersRequest, DescribeProducersResponse)
