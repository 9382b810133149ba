import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const LeaveGroupRequest = message(
  'LeaveGroupRequest',
  { key: 13, versions: '0-5', flexible: '4+' },
  {
    groupId: string(),
    memberId: string({ until: 2 }),
    members: array(
      {
        memberId: string({ since: 3 }),
        groupInstanceId: string({ since: 3, nullable: true, default: null }),
        reason: string({ since: 5, nullable: true, default: null, ignorable: true }),
      },
      { since: 3, default: [] },
    ),
  },
)
export type LeaveGroupRequest = TypeOf<typeof LeaveGroupRequest>

export const LeaveGroupResponse = message(
  'LeaveGroupResponse',
  { key: 13, versions: '0-5', flexible: '4+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    errorCode: int16(),
    members: array(
      {
        memberId: string({ since: 3 }),
        groupInstanceId: string({ since: 3, nullable: true }),
        errorCode: int16({ since: 3 }),
      },
      { since: 3 },
    ),
  },
)
export type LeaveGroupResponse = TypeOf<typeof LeaveGroupResponse>

export const LeaveGroup = api('LeaveGroup', LeaveGroupRequest, LeaveGroupResponse)
