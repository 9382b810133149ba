import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DeleteGroupsRequest = message(
  'DeleteGroupsRequest',
  { key: 42, versions: '0-2', flexible: '2+' },
  {
    groupsNames: array(string()),
  },
)
export type DeleteGroupsRequest = TypeOf<typeof DeleteGroupsRequest>

export const DeleteGroupsResponse = message(
  'DeleteGroupsResponse',
  { key: 42, versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array({
      groupId: string(),
      errorCode: int16(),
    }),
  },
)
export type DeleteGroupsResponse = TypeOf<typeof DeleteGroupsResponse>

export const DeleteGroups = api('DeleteGroups', DeleteGroupsRequest, DeleteGroupsResponse)
