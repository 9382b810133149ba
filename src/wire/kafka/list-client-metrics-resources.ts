import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ListClientMetricsResourcesRequest = message(
  'ListClientMetricsResourcesRequest',
  { key: 74, versions: '0', flexible: '0+' },
  {},
)
export type ListClientMetricsResourcesRequest = TypeOf<typeof ListClientMetricsResourcesRequest>

export const ListClientMetricsResourcesResponse = message(
  'ListClientMetricsResourcesResponse',
  { key: 74, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    clientMetricsResources: array({
      name: string(),
    }),
  },
)
export type ListClientMetricsResourcesResponse = TypeOf<typeof ListClientMetricsResourcesResponse>

export const ListClientMetricsResources = api(
  'ListClientMetricsResources',
  ListClientMetricsResourcesRequest,
  ListClientMetricsResourcesResponse,
)
