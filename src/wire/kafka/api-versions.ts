import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ApiVersionsRequest = message(
  'ApiVersionsRequest',
  { key: 18, versions: '0-3', flexible: '3+' },
  {
    clientSoftwareName: string({ since: 3, ignorable: true }),
    clientSoftwareVersion: string({ since: 3, ignorable: true }),
  },
)
export type ApiVersionsRequest = TypeOf<typeof ApiVersionsRequest>

export const ApiVersionsResponse = message(
  'ApiVersionsResponse',
  { key: 18, versions: '0-3', flexible: '3+' },
  {
    errorCode: int16(),
    apiKeys: array({
      apiKey: int16(),
      minVersion: int16(),
      maxVersion: int16(),
    }),
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    supportedFeatures: array(
      {
        name: string({ since: 3 }),
        minVersion: int16({ since: 3 }),
        maxVersion: int16({ since: 3 }),
      },
      { since: 3, ignorable: true, tag: 0 },
    ),
    finalizedFeaturesEpoch: int64({ since: 3, default: -1, ignorable: true, tag: 1 }),
    finalizedFeatures: array(
      {
        name: string({ since: 3 }),
        maxVersionLevel: int16({ since: 3 }),
        minVersionLevel: int16({ since: 3 }),
      },
      { since: 3, ignorable: true, tag: 2 },
    ),
    zkMigrationReady: boolean({ since: 3, default: false, ignorable: true, tag: 3 }),
  },
)
export type ApiVersionsResponse = TypeOf<typeof ApiVersionsResponse>

export const ApiVersions = api('ApiVersions', ApiVersionsRequest, ApiVersionsResponse)
