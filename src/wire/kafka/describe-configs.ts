import { array, boolean, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeConfigsRequest = message(
  'DescribeConfigsRequest',
  { key: 32, versions: '0-4', flexible: '4+' },
  {
    resources: array({
      resourceType: int8(),
      resourceName: string(),
      configurationKeys: array(string(), { nullable: true }),
    }),
    includeSynonyms: boolean({ since: 1, default: false }),
    includeDocumentation: boolean({ since: 3, default: false }),
  },
)
export type DescribeConfigsRequest = TypeOf<typeof DescribeConfigsRequest>

export const DescribeConfigsResponse = message(
  'DescribeConfigsResponse',
  { key: 32, versions: '0-4', flexible: '4+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array({
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
      resourceType: int8(),
      resourceName: string(),
      configs: array({
        name: string(),
        value: string({ nullable: true }),
        readOnly: boolean(),
        isDefault: boolean({ until: 0 }),
        configSource: int8({ since: 1, default: -1, ignorable: true }),
        isSensitive: boolean(),
        synonyms: array(
          {
            name: string({ since: 1 }),
            value: string({ since: 1, nullable: true }),
            source: int8({ since: 1 }),
          },
          { since: 1, default: [], ignorable: true },
        ),
        configType: int8({ since: 3, default: 0, ignorable: true }),
        documentation: string({ since: 3, nullable: true, default: '', ignorable: true }),
      }),
    }),
  },
)
export type DescribeConfigsResponse = TypeOf<typeof DescribeConfigsResponse>

export const DescribeConfigs = api('DescribeConfigs', DescribeConfigsRequest, DescribeConfigsResponse)
