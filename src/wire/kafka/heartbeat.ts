import { int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const HeartbeatRequest = message(
  'HeartbeatRequest',
  { key: 12, versions: '0-4', flexible: '4+' },
  {
    groupId: string(),
    generationId: int32(),
    memberId: string(),
    groupInstanceId: string({ since: 3, nullable: true, default: null }),
  },
)
export type HeartbeatRequest = TypeOf<typeof HeartbeatRequest>

export const HeartbeatResponse = message(
  'HeartbeatResponse',
  { key: 12, versions: '0-4', flexible: '4+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    errorCode: int16(),
  },
)
export type HeartbeatResponse = TypeOf<typeof HeartbeatResponse>

export const Heartbeat = api('Heartbeat', HeartbeatRequest, HeartbeatResponse)
