import { int16, int32, int64, message, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AllocateProducerIdsRequest = message(
  'AllocateProducerIdsRequest',
  { key: 67, versions: '0', flexible: '0+' },
  {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
  },
)
export type AllocateProducerIdsRequest = TypeOf<typeof AllocateProducerIdsRequest>

export const AllocateProducerIdsResponse = message(
  'AllocateProducerIdsResponse',
  { key: 67, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    producerIdStart: int64(),
    producerIdLen: int32(),
  },
)
export type AllocateProducerIdsResponse = TypeOf<typeof AllocateProducerIdsResponse>

export const AllocateProducerIds = api('AllocateProducerIds', AllocateProducerIdsRequest, AllocateProducerIdsResponse)
