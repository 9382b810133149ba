import { array, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AlterReplicaLogDirsRequest = message(
  'AlterReplicaLogDirsRequest',
  { key: 34, versions: '0-2', flexible: '2+' },
  {
    dirs: array({
      path: string(),
      topics: array({
        name: string(),
        partitions: array(int32()),
      }),
    }),
  },
)
export type AlterReplicaLogDirsRequest = TypeOf<typeof AlterReplicaLogDirsRequest>

export const AlterReplicaLogDirsResponse = message(
  'AlterReplicaLogDirsResponse',
  { key: 34, versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array({
      topicName: string(),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
      }),
    }),
  },
)
export type AlterReplicaLogDirsResponse = TypeOf<typeof AlterReplicaLogDirsResponse>

export const AlterReplicaLogDirs = api('AlterReplicaLogDirs', AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse)
