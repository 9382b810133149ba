import { array, boolean, float64, int8, int16, int32, int64, message, string } from '../../schema/index.ts'

export const ConfigRecord = message(
  'ConfigRecord',
  { key: 4, versions: '0', flexible: '0+' },
  { resourceType: int8(), resourceName: string(), name: string(), value: string({ nullable: true }) },
)

export const ClientQuotaRecord = message(
  'ClientQuotaRecord',
  { key: 14, versions: '0', flexible: '0+' },
  {
    entity: array({ entityType: string(), entityName: string({ nullable: true }) }),
    key: string(),
    value: float64(),
    remove: boolean(),
  },
)

export const FeatureLevelRecord = message(
  'FeatureLevelRecord',
  { key: 12, versions: '0', flexible: '0+' },
  { name: string(), featureLevel: int16() },
)

export const ProducerIdsRecord = message(
  'ProducerIdsRecord',
  { key: 15, versions: '0', flexible: '0+' },
  { brokerId: int32(), brokerEpoch: int64({ default: -1 }), nextProducerId: int64() },
)

export const ZkMigrationStateRecord = message(
  'ZkMigrationStateRecord',
  { key: 21, versions: '0', flexible: '0+' },
  { zkMigrationState: int8() },
)

export const BeginTransactionRecord = message(
  'BeginTransactionRecord',
  { key: 23, versions: '0', flexible: '0+' },
  { name: string({ nullable: true, default: null, tag: 0 }) },
)

export const EndTransactionRecord = message('EndTransactionRecord', { key: 24, versions: '0', flexible: '0+' }, {})

export const AbortTransactionRecord = message(
  'AbortTransactionRecord',
  { key: 25, versions: '0', flexible: '0+' },
  { reason: string({ nullable: true, default: null, tag: 0 }) },
)

export const NoOpRecord = message('NoOpRecord', { key: 20, versions: '0', flexible: '0+' }, {})
