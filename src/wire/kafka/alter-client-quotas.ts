import { array, boolean, float64, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AlterClientQuotasRequest = message(
  'AlterClientQuotasRequest',
  { key: 49, versions: '0-1', flexible: '1+' },
  {
    entries: array({
      entity: array({
        entityType: string(),
        entityName: string({ nullable: true }),
      }),
      ops: array({
        key: string(),
        value: float64(),
        remove: boolean(),
      }),
    }),
    validateOnly: boolean(),
  },
)
export type AlterClientQuotasRequest = TypeOf<typeof AlterClientQuotasRequest>

export const AlterClientQuotasResponse = message(
  'AlterClientQuotasResponse',
  { key: 49, versions: '0-1', flexible: '1+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    entries: array({
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
      entity: array({
        entityType: string(),
        entityName: string({ nullable: true }),
      }),
    }),
  },
)
export type AlterClientQuotasResponse = TypeOf<typeof AlterClientQuotasResponse>

export const AlterClientQuotas = api('AlterClientQuotas', AlterClientQuotasRequest, AlterClientQuotasResponse)
