import { array, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const CreateAclsRequest = message(
  'CreateAclsRequest',
  { key: 30, versions: '0-3', flexible: '2+' },
  {
    creations: array({
      resourceType: int8(),
      resourceName: string(),
      resourcePatternType: int8({ since: 1, default: 3 }),
      principal: string(),
      host: string(),
      operation: int8(),
      permissionType: int8(),
    }),
  },
)
export type CreateAclsRequest = TypeOf<typeof CreateAclsRequest>

export const CreateAclsResponse = message(
  'CreateAclsResponse',
  { key: 30, versions: '0-3', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array({
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
    }),
  },
)
export type CreateAclsResponse = TypeOf<typeof CreateAclsResponse>

export const CreateAcls = api('CreateAcls', CreateAclsRequest, CreateAclsResponse)
