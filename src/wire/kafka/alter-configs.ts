import { array, boolean, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AlterConfigsRequest = message(
  'AlterConfigsRequest',
  { key: 33, versions: '0-2', flexible: '2+' },
  {
    resources: array({
      resourceType: int8(),
      resourceName: string(),
      configs: array({
        name: string(),
        value: string({ nullable: true }),
      }),
    }),
    validateOnly: boolean(),
  },
)
export type AlterConfigsRequest = TypeOf<typeof AlterConfigsRequest>

export const AlterConfigsResponse = message(
  'AlterConfigsResponse',
  { key: 33, versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    responses: array({
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
      resourceType: int8(),
      resourceName: string(),
    }),
  },
)
export type AlterConfigsResponse = TypeOf<typeof AlterConfigsResponse>

export const AlterConfigs = api('AlterConfigs', AlterConfigsRequest, AlterConfigsResponse)
