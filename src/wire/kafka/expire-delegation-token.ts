import { bytes, int16, int32, int64, message, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ExpireDelegationTokenRequest = message(
  'ExpireDelegationTokenRequest',
  { key: 40, versions: '0-2', flexible: '2+' },
  {
    hmac: bytes(),
    expiryTimePeriodMs: int64(),
  },
)
export type ExpireDelegationTokenRequest = TypeOf<typeof ExpireDelegationTokenRequest>

export const ExpireDelegationTokenResponse = message(
  'ExpireDelegationTokenResponse',
  { key: 40, versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    expiryTimestampMs: int64(),
    throttleTimeMs: int32({ default: 0 }),
  },
)
export type ExpireDelegationTokenResponse = TypeOf<typeof ExpireDelegationTokenResponse>

export const ExpireDelegationToken = api(
  'ExpireDelegationToken',
  ExpireDelegationTokenRequest,
  ExpireDelegationTokenResponse,
)
