import { array, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ControlledShutdownRequest = message(
  'ControlledShutdownRequest',
  { key: 7, versions: '0-3', flexible: '3+' },
  {
    brokerId: int32(),
    brokerEpoch: int64({ since: 2, default: -1, ignorable: true }),
  },
)
export type ControlledShutdownRequest = TypeOf<typeof ControlledShutdownRequest>

export const ControlledShutdownResponse = message(
  'ControlledShutdownResponse',
  { key: 7, versions: '0-3', flexible: '3+' },
  {
    errorCode: int16(),
    remainingPartitions: array({
      topicName: string(),
      partitionIndex: int32(),
    }),
  },
)
export type ControlledShutdownResponse = TypeOf<typeof ControlledShutdownResponse>

export const ControlledShutdown = api('ControlledShutdown', ControlledShutdownRequest, ControlledShutdownResponse)
