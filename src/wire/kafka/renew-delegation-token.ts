import { bytes, int16, int32, int64, message, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const RenewDelegationTokenRequest = message(
  'RenewDelegationTokenRequest',
  { key: 39, versions: '0-2', flexible: '2+' },
  {
    hmac: bytes(),
    renewPeriodMs: int64(),
  },
)
export type RenewDelegationTokenRequest = TypeOf<typeof RenewDelegationTokenRequest>

export const RenewDelegationTokenResponse = message(
  'RenewDelegationTokenResponse',
  { key: 39, versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    expiryTimestampMs: int64(),
    throttleTimeMs: int32({ default: 0 }),
  },
)
export type RenewDelegationTokenResponse = TypeOf<typeof RenewDelegationTokenResponse>

export const RenewDelegationToken = api(
  'RenewDelegationToken',
  RenewDelegationTokenRequest,
  RenewDelegationTokenResponse,
)
