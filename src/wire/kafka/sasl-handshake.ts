import { array, int16, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const SaslHandshakeRequest = message(
  'SaslHandshakeRequest',
  { key: 17, versions: '0-1', flexible: 'none' },
  {
    mechanism: string(),
  },
)
export type SaslHandshakeRequest = TypeOf<typeof SaslHandshakeRequest>

export const SaslHandshakeResponse = message(
  'SaslHandshakeResponse',
  { key: 17, versions: '0-1', flexible: 'none' },
  {
    errorCode: int16(),
    mechanisms: array(string()),
  },
)
export type SaslHandshakeResponse = TypeOf<typeof SaslHandshakeResponse>

export const SaslHandshake = api('SaslHandshake', SaslHandshakeRequest, SaslHandshakeResponse)
