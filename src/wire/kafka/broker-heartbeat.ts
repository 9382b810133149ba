import { array, boolean, int16, int32, int64, message, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const BrokerHeartbeatRequest = message(
  'BrokerHeartbeatRequest',
  { key: 63, versions: '0-1', flexible: '0+' },
  {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    currentMetadataOffset: int64(),
    wantFence: boolean(),
    wantShutDown: boolean(),
    offlineLogDirs: array(uuid(), { since: 1, tag: 0 }),
  },
)
export type BrokerHeartbeatRequest = TypeOf<typeof BrokerHeartbeatRequest>

export const BrokerHeartbeatResponse = message(
  'BrokerHeartbeatResponse',
  { key: 63, versions: '0-1', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    isCaughtUp: boolean({ default: false }),
    isFenced: boolean({ default: true }),
    shouldShutDown: boolean(),
  },
)
export type BrokerHeartbeatResponse = TypeOf<typeof BrokerHeartbeatResponse>

export const BrokerHeartbeat = api('BrokerHeartbeat', BrokerHeartbeatRequest, BrokerHeartbeatResponse)
