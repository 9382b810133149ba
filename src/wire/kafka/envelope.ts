import { bytes, int16, message, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const EnvelopeRequest = message(
  'EnvelopeRequest',
  { key: 58, versions: '0', flexible: '0+' },
  {
    requestData: bytes(),
    requestPrincipal: bytes({ nullable: true }),
    clientHostAddress: bytes(),
  },
)
export type EnvelopeRequest = TypeOf<typeof EnvelopeRequest>

export const EnvelopeResponse = message(
  'EnvelopeResponse',
  { key: 58, versions: '0', flexible: '0+' },
  {
    responseData: bytes({ nullable: true, default: null }),
    errorCode: int16(),
  },
)
export type EnvelopeResponse = TypeOf<typeof EnvelopeResponse>

export const Envelope = api('Envelope', EnvelopeRequest, EnvelopeResponse)
