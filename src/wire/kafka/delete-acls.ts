import { array, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DeleteAclsRequest = message(
  'DeleteAclsRequest',
  { key: 31, versions: '0-3', flexible: '2+' },
  {
    filters: array({
      resourceTypeFilter: int8(),
      resourceNameFilter: string({ nullable: true }),
      patternTypeFilter: int8({ since: 1, default: 3 }),
      principalFilter: string({ nullable: true }),
      hostFilter: string({ nullable: true }),
      operation: int8(),
      permissionType: int8(),
    }),
  },
)
export type DeleteAclsRequest = TypeOf<typeof DeleteAclsRequest>

export const DeleteAclsResponse = message(
  'DeleteAclsResponse',
  { key: 31, versions: '0-3', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    filterResults: array({
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
      matchingAcls: array({
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
        resourceType: int8(),
        resourceName: string(),
        patternType: int8({ since: 1, default: 3 }),
        principal: string(),
        host: string(),
        operation: int8(),
        permissionType: int8(),
      }),
    }),
  },
)
export type DeleteAclsResponse = TypeOf<typeof DeleteAclsResponse>

export const DeleteAcls = api('DeleteAcls', DeleteAclsRequest, DeleteAclsResponse)
