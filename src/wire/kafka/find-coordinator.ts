import { array, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const FindCoordinatorRequest = message(
  'FindCoordinatorRequest',
  { key: 10, versions: '0-4', flexible: '3+' },
  {
    key: string({ until: 3 }),
    keyType: int8({ since: 1, default: 0 }),
    coordinatorKeys: array(string(), { since: 4, default: [] }),
  },
)
export type FindCoordinatorRequest = TypeOf<typeof FindCoordinatorRequest>

export const FindCoordinatorResponse = message(
  'FindCoordinatorResponse',
  { key: 10, versions: '0-4', flexible: '3+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    errorCode: int16({ until: 3 }),
    errorMessage: string({ since: 1, until: 3, nullable: true, default: '', ignorable: true }),
    nodeId: int32({ until: 3 }),
    host: string({ until: 3 }),
    port: int32({ until: 3 }),
    coordinators: array(
      {
        key: string({ since: 4 }),
        nodeId: int32({ since: 4 }),
        host: string({ since: 4 }),
        port: int32({ since: 4 }),
        errorCode: int16({ since: 4 }),
        errorMessage: string({ since: 4, nullable: true, ignorable: true }),
      },
      { since: 4, default: [] },
    ),
  },
)
export type FindCoordinatorResponse = TypeOf<typeof FindCoordinatorResponse>

export const FindCoordinator = api('FindCoordinator', FindCoordinatorRequest, FindCoordinatorResponse)
