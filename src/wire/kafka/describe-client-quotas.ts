import { array, boolean, float64, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeClientQuotasRequest = message(
  'DescribeClientQuotasRequest',
  { key: 48, versions: '0-1', flexible: '1+' },
  {
    components: array({
      entityType: string(),
      matchType: int8(),
      match: string({ nullable: true }),
    }),
    strict: boolean(),
  },
)
export type DescribeClientQuotasRequest = TypeOf<typeof DescribeClientQuotasRequest>

export const DescribeClientQuotasResponse = message(
  'DescribeClientQuotasResponse',
  { key: 48, versions: '0-1', flexible: '1+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    entries: array(
      {
        entity: array({
          entityType: string(),
          entityName: string({ nullable: true }),
        }),
        values: array({
          key: string(),
          value: float64(),
        }),
      },
      { nullable: true },
    ),
  },
)
export type DescribeClientQuotasResponse = TypeOf<typeof DescribeClientQuotasResponse>

export const DescribeClientQuotas = api(
  'DescribeClientQuotas',
  DescribeClientQuotasRequest,
  DescribeClientQuotasResponse,
)
