import { array, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeAclsRequest = message(
  'DescribeAclsRequest',
  { key: 29, versions: '0-3', flexible: '2+' },
  {
    resourceTypeFilter: int8(),
    resourceNameFilter: string({ nullable: true }),
    patternTypeFilter: int8({ since: 1, default: 3 }),
    principalFilter: string({ nullable: true }),
    hostFilter: string({ nullable: true }),
    operation: int8(),
    permissionType: int8(),
  },
)
export type DescribeAclsRequest = TypeOf<typeof DescribeAclsRequest>

export const DescribeAclsResponse = message(
  'DescribeAclsResponse',
  { key: 29, versions: '0-3', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    resources: array({
      resourceType: int8(),
      resourceName: string(),
      patternType: int8({ since: 1, default: 3 }),
      acls: array({
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      }),
    }),
  },
)
export type DescribeAclsResponse = TypeOf<typeof DescribeAclsResponse>

export const DescribeAcls = api('DescribeAcls', DescribeAclsRequest, DescribeAclsResponse)
