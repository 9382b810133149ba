import { array, boolean, bytes, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const JoinGroupRequest = message(
  'JoinGroupRequest',
  { key: 11, versions: '0-9', flexible: '6+' },
  {
    groupId: string(),
    sessionTimeoutMs: int32(),
    rebalanceTimeoutMs: int32({ since: 1, default: -1, ignorable: true }),
    memberId: string(),
    groupInstanceId: string({ since: 5, nullable: true, default: null }),
    protocolType: string(),
    protocols: array({
      name: string(),
      metadata: bytes(),
    }),
    reason: string({ since: 8, nullable: true, default: null, ignorable: true }),
  },
)
export type JoinGroupRequest = TypeOf<typeof JoinGroupRequest>

export const JoinGroupResponse = message(
  'JoinGroupResponse',
  { key: 11, versions: '0-9', flexible: '6+' },
  {
    throttleTimeMs: int32({ since: 2, default: 0, ignorable: true }),
    errorCode: int16(),
    generationId: int32({ default: -1 }),
    protocolType: string({ since: 7, nullable: true, default: null, ignorable: true }),
    protocolName: string({ nullable: 7 }),
    leader: string(),
    skipAssignment: boolean({ since: 9, default: false }),
    memberId: string(),
    members: array({
      memberId: string(),
      groupInstanceId: string({ since: 5, nullable: true, default: null, ignorable: true }),
      metadata: bytes(),
    }),
  },
)
export type JoinGroupResponse = TypeOf<typeof JoinGroupResponse>

export const JoinGroup = api('JoinGroup', JoinGroupRequest, JoinGroupResponse)
