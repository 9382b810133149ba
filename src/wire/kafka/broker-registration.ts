import { array, boolean, int16, int32, int64, message, string, type TypeOf, uint16, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const BrokerRegistrationRequest = message(
  'BrokerRegistrationRequest',
  { key: 62, versions: '0-3', flexible: '0+' },
  {
    brokerId: int32(),
    clusterId: string(),
    incarnationId: uuid(),
    listeners: array({
      name: string(),
      host: string(),
      port: uint16(),
      securityProtocol: int16(),
    }),
    features: array({
      name: string(),
      minSupportedVersion: int16(),
      maxSupportedVersion: int16(),
    }),
    rack: string({ nullable: true }),
    isMigratingZkBroker: boolean({ since: 1, default: false }),
    logDirs: array(uuid(), { since: 2, ignorable: true }),
    previousBrokerEpoch: int64({ since: 3, default: -1, ignorable: true }),
  },
)
export type BrokerRegistrationRequest = TypeOf<typeof BrokerRegistrationRequest>

export const BrokerRegistrationResponse = message(
  'BrokerRegistrationResponse',
  { key: 62, versions: '0-3', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    brokerEpoch: int64({ default: -1 }),
  },
)
export type BrokerRegistrationResponse = TypeOf<typeof BrokerRegistrationResponse>

export const BrokerRegistration = api('BrokerRegistration', BrokerRegistrationRequest, BrokerRegistrationResponse)
