import { int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const InitProducerIdRequest = message(
  'InitProducerIdRequest',
  { key: 22, versions: '0-4', flexible: '2+' },
  {
    transactionalId: string({ nullable: true }),
    transactionTimeoutMs: int32(),
    producerId: int64({ since: 3, default: -1 }),
    producerEpoch: int16({ since: 3, default: -1 }),
  },
)
export type InitProducerIdRequest = TypeOf<typeof InitProducerIdRequest>

export const InitProducerIdResponse = message(
  'InitProducerIdResponse',
  { key: 22, versions: '0-4', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0, ignorable: true }),
    errorCode: int16(),
    producerId: int64({ default: -1 }),
    producerEpoch: int16(),
  },
)
export type InitProducerIdResponse = TypeOf<typeof InitProducerIdResponse>

export const InitProducerId = api('InitProducerId', InitProducerIdRequest, InitProducerIdResponse)
