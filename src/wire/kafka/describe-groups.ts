import { array, boolean, bytes, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeGroupsRequest = message(
  'DescribeGroupsRequest',
  { key: 15, versions: '0-5', flexible: '5+' },
  {
    groups: array(string()),
    includeAuthorizedOperations: boolean({ since: 3 }),
  },
)
export type DescribeGroupsRequest = TypeOf<typeof DescribeGroupsRequest>

export const DescribeGroupsResponse = message(
  'DescribeGroupsResponse',
  { key: 15, versions: '0-5', flexible: '5+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    groups: array({
      errorCode: int16(),
      groupId: string(),
      groupState: string(),
      protocolType: string(),
      protocolData: string(),
      members: array({
        memberId: string(),
        groupInstanceId: string({ since: 4, nullable: true, default: null, ignorable: true }),
        clientId: string(),
        clientHost: string(),
        memberMetadata: bytes(),
        memberAssignment: bytes(),
      }),
      authorizedOperations: int32({ since: 3, default: -2147483648 }),
    }),
  },
)
export type DescribeGroupsResponse = TypeOf<typeof DescribeGroupsResponse>

export const DescribeGroups = api('DescribeGroups', DescribeGroupsRequest, DescribeGroupsResponse)
