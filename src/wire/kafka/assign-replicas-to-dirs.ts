import { array, int16, int32, int64, message, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const AssignReplicasToDirsRequest = message(
  'AssignReplicasToDirsRequest',
  { key: 73, versions: '0', flexible: '0+' },
  {
    brokerId: int32(),
    brokerEpoch: int64({ default: -1 }),
    directories: array({
      id: uuid(),
      topics: array({
        topicId: uuid(),
        partitions: array({
          partitionIndex: int32(),
        }),
      }),
    }),
  },
)
export type AssignReplicasToDirsRequest = TypeOf<typeof AssignReplicasToDirsRequest>

export const AssignReplicasToDirsResponse = message(
  'AssignReplicasToDirsResponse',
  { key: 73, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    directories: array({
      id: uuid(),
      topics: array({
        topicId: uuid(),
        partitions: array({
          partitionIndex: int32(),
          errorCode: int16(),
        }),
      }),
    }),
  },
)
export type AssignReplicasToDirsResponse = TypeOf<typeof AssignReplicasToDirsResponse>

export const AssignReplicasToDirs = api(
  'AssignReplicasToDirs',
  AssignReplicasToDirsRequest,
  AssignReplicasToDirsResponse,
)
