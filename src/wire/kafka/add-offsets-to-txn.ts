import { int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AddOffsetsToTxnRequest = message(
  'AddOffsetsToTxnRequest',
  { key: 25, versions: '0-3', flexible: '3+' },
  {
    transactionalId: string(),
    producerId: int64(),
    producerEpoch: int16(),
    groupId: string(),
  },
)
export type AddOffsetsToTxnRequest = TypeOf<typeof AddOffsetsToTxnRequest>

export const AddOffsetsToTxnResponse = message(
  'AddOffsetsToTxnResponse',
  { key: 25, versions: '0-3', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
  },
)
export type AddOffsetsToTxnResponse = TypeOf<typeof AddOffsetsToTxnResponse>

export const AddOffsetsToTxn = api('AddOffsetsToTxn', AddOffsetsToTxnRequest, AddOffsetsToTxnResponse)
