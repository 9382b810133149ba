import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ListGroupsRequest = message(
  'ListGroupsRequest',
  { key: 16, versions: '0-4', flexible: '3+' },
  {
    statesFilter: array(string(), { since: 4 }),
  },
)
export type ListGroupsRequest = TypeOf<typeof ListGroupsRequest>

export const ListGroupsResponse = message(
  'ListGroupsResponse',
  { key: 16, versions: '0-4', flexible: '3+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    errorCode: int16(),
    groups: array({
      groupId: string(),
      protocolType: string(),
      groupState: string({ since: 4, ignorable: true }),
    }),
  },
)
export type ListGroupsResponse = TypeOf<typeof ListGroupsResponse>

export const ListGroups = api('ListGroups', ListGroupsRequest, ListGroupsResponse)
