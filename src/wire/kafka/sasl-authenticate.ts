import { bytes, int16, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const SaslAuthenticateRequest = message(
  'SaslAuthenticateRequest',
  { key: 36, versions: '0-2', flexible: '2+' },
  {
    authBytes: bytes(),
  },
)
export type SaslAuthenticateRequest = TypeOf<typeof SaslAuthenticateRequest>

export const SaslAuthenticateResponse = message(
  'SaslAuthenticateResponse',
  { key: 36, versions: '0-2', flexible: '2+' },
  {
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ since: 1, default: 0, ignorable: true }),
  },
)
export type SaslAuthenticateResponse = TypeOf<typeof SaslAuthenticateResponse>

export const SaslAuthenticate = api('SaslAuthenticate', SaslAuthenticateRequest, SaslAuthenticateResponse)
