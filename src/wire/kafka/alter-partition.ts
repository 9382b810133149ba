import { array, int8, int16, int32, int64, message, string, type TypeOf, uuid, zeroUuid } from '../schema/index.ts'
import { api } from './api.ts'

export const AlterPartitionRequest = message(
  'AlterPartitionRequest',
  { key: 56, versions: '0-3', flexible: '0+' },
  {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    topics: array({
      topicName: string({ until: 1, ignorable: true }),
      topicId: uuid({ since: 2, default: zeroUuid, ignorable: true }),
      partitions: array({
        partitionIndex: int32(),
        leaderEpoch: int32(),
        newIsr: array(int32(), { until: 2 }),
        newIsrWithEpochs: array(
          {
            brokerId: int32({ since: 3 }),
            brokerEpoch: int64({ since: 3, default: -1 }),
          },
          { since: 3, default: [] },
        ),
        leaderRecoveryState: int8({ since: 1, default: 0 }),
        partitionEpoch: int32(),
      }),
    }),
  },
)
export type AlterPartitionRequest = TypeOf<typeof AlterPartitionRequest>

export const AlterPartitionResponse = message(
  'AlterPartitionResponse',
  { key: 56, versions: '0-3', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    topics: array({
      topicName: string({ until: 1, ignorable: true }),
      topicId: uuid({ since: 2, default: zeroUuid, ignorable: true }),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        leaderId: int32(),
        leaderEpoch: int32(),
        isr: array(int32()),
        leaderRecoveryState: int8({ since: 1, default: 0, ignorable: true }),
        partitionEpoch: int32(),
      }),
    }),
  },
)
export type AlterPartitionResponse = TypeOf<typeof AlterPartitionResponse>

export const AlterPartition = api('AlterPartition', AlterPartitionRequest, AlterPartitionResponse)
