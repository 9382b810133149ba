import { array, boolean, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const IncrementalAlterConfigsRequest = message(
  'IncrementalAlterConfigsRequest',
  { key: 44, versions: '0-1', flexible: '1+' },
  {
    resources: array({
      resourceType: int8(),
      resourceName: string(),
      configs: array({
        name: string(),
        configOperation: int8(),
        value: string({ nullable: true }),
      }),
    }),
    validateOnly: boolean(),
  },
)
export type IncrementalAlterConfigsRequest = TypeOf<typeof IncrementalAlterConfigsRequest>

export const IncrementalAlterConfigsResponse = message(
  'IncrementalAlterConfigsResponse',
  { key: 44, versions: '0-1', flexible: '1+' },
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
export type IncrementalAlterConfigsResponse = TypeOf<typeof IncrementalAlterConfigsResponse>

export const IncrementalAlterConfigs = api(
  'IncrementalAlterConfigs',
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
)
