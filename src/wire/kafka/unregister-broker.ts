import { int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const UnregisterBrokerRequest = message(
  'UnregisterBrokerRequest',
  { key: 64, versions: '0', flexible: '0+' },
  {
    brokerId: int32(),
  },
)
export type UnregisterBrokerRequest = TypeOf<typeof UnregisterBrokerRequest>

export const UnregisterBrokerResponse = message(
  'UnregisterBrokerResponse',
  { key: 64, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
  },
)
export type UnregisterBrokerResponse = TypeOf<typeof UnregisterBrokerResponse>

export const UnregisterBroker = api('UnregisterBroker', UnregisterBrokerRequest, UnregisterBrokerResponse)
