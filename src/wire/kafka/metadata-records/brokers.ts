import { array, boolean, int8, int16, int32, int64, message, string, uint16, uuid } from '../../schema/index.ts'

export const RegisterBrokerRecord = message(
  'RegisterBrokerRecord',
  { key: 0, versions: '0-3', flexible: '0+' },
  {
    brokerId: int32(),
    isMigratingZkBroker: boolean({ since: 2, default: false }),
    incarnationId: uuid(),
    brokerEpoch: int64(),
    endPoints: array({ name: string(), host: string(), port: uint16(), securityProtocol: int16() }),
    features: array({ name: string(), minSupportedVersion: int16(), maxSupportedVersion: int16() }),
    rack: string({ nullable: true }),
    fenced: boolean({ default: true }),
    inControlledShutdown: boolean({ since: 1, default: false }),
    logDirs: array(uuid(), { since: 3, tag: 0 }),
  },
)

export const UnregisterBrokerRecord = message(
  'UnregisterBrokerRecord',
  { key: 1, versions: '0', flexible: '0+' },
  { brokerId: int32(), brokerEpoch: int64() },
)

export const FenceBrokerRecord = message(
  'FenceBrokerRecord',
  { key: 7, versions: '0', flexible: '0+' },
  { id: int32(), epoch: int64() },
)

export const UnfenceBrokerRecord = message(
  'UnfenceBrokerRecord',
  { key: 8, versions: '0', flexible: '0+' },
  { id: int32(), epoch: int64() },
)

export const BrokerRegistrationChangeRecord = message(
  'BrokerRegistrationChangeRecord',
  { key: 17, versions: '0-2', flexible: '0+' },
  {
    brokerId: int32(),
    brokerEpoch: int64(),
    fenced: int8({ tag: 0 }),
    inControlledShutdown: int8({ since: 1, tag: 1 }),
    logDirs: array(uuid(), { since: 2, tag: 2 }),
  },
)

export const RegisterControllerRecord = message(
  'RegisterControllerRecord',
  { key: 27, versions: '0', flexible: '0+' },
  {
    controllerId: int32(),
    incarnationId: uuid(),
    zkMigrationReady: boolean(),
    endPoints: array({ name: string(), host: string(), port: uint16(), securityProtocol: int16() }),
    features: array({ name: string(), minSupportedVersion: int16(), maxSupportedVersion: int16() }),
  },
)
