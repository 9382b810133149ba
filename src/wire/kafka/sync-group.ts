import { array, bytes, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const SyncGroupRequest = message(
  'SyncGroupRequest',
  { key: 14, versions: '0-5', flexible: '4+' },
  {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ since: 3, nullable: true, default: null }),
    protocolType: string({ since: 5, nullable: true, default: null, ignorable: true }),
    protocolName: string({ since: 5, nullable: true, default: null, ignorable: true }),
    assignments: array({
      memberId: string(),
      assignment: bytes(),
    }),
  },
)
export type SyncGroupRequest = TypeOf<typeof SyncGroupRequest>

export const SyncGroupResponse = message(
  'SyncGroupResponse',
  { key: 14, versions: '0-5', flexible: '4+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    errorCode: int16(),
    protocolType: string({ since: 5, nullable: true, default: null, ignorable: true }),
    protocolName: string({ since: 5, nullable: true, default: null, ignorable: true }),
    assignment: bytes(),
  },
)
export type SyncGroupResponse = TypeOf<typeof SyncGroupResponse>

export const SyncGroup = api('SyncGroup', SyncGroupRequest, SyncGroupResponse)
