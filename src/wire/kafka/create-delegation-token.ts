import { array, bytes, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const CreateDelegationTokenRequest = message(
  'CreateDelegationTokenRequest',
  { key: 38, versions: '0-3', flexible: '2+' },
  {
    ownerPrincipalType: string({ since: 3, nullable: true }),
    ownerPrincipalName: string({ since: 3, nullable: true }),
    renewers: array({
      principalType: string(),
      principalName: string(),
    }),
    maxLifetimeMs: int64(),
  },
)
export type CreateDelegationTokenRequest = TypeOf<typeof CreateDelegationTokenRequest>

export const CreateDelegationTokenResponse = message(
  'CreateDelegationTokenResponse',
  { key: 38, versions: '0-3', flexible: '2+' },
  {
    errorCode: int16(),
    principalType: string(),
    principalName: string(),
    tokenRequesterPrincipalType: string({ since: 3 }),
    tokenRequesterPrincipalName: string({ since: 3 }),
    issueTimestampMs: int64(),
    expiryTimestampMs: int64(),
    maxTimestampMs: int64(),
    tokenId: string(),
    hmac: bytes(),
    throttleTimeMs: int32({ default: 0 }),
  },
)
export type CreateDelegationTokenResponse = TypeOf<typeof CreateDelegationTokenResponse>

export const CreateDelegationToken = api(
  'CreateDelegationToken',
  CreateDelegationTokenRequest,
  CreateDelegationTokenResponse,
)
