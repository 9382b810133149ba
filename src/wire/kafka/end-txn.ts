import { boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const EndTxnRequest = message(
  'EndTxnRequest',
  { key: 26, versions: '0-3', flexible: '3+' },
  {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    committed: boolean(),
  },
)
export type EndTxnRequest = TypeOf<typeof EndTxnRequest>

export const EndTxnResponse = message(
  'EndTxnResponse',
  { key: 26, versions: '0-3', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  },
)
export type EndTxnResponse = TypeOf<typeof EndTxnResponse>

export const EndTxn = api('EndTxn', EndTxnRequest, EndTxnResponse)
