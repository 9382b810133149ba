import { array, int16, int32, message, string, struct, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const ConsumerGroupHeartbeatRequest = message(
  'ConsumerGroupHeartbeatRequest',
  { key: 68, versions: '0', flexible: '0+' },
  {
    groupId: string(),
    memberId: string(),
    memberEpoch: int32(),
    instanceId: string({ nullable: true, default: null }),
    rackId: string({ nullable: true, default: null }),
    rebalanceTimeoutMs: int32({ default: -1 }),
    subscribedTopicNames: array(string(), { nullable: true, default: null }),
    serverAssignor: string({ nullable: true, default: null }),
    topicPartitions: array(
      {
        topicId: uuid(),
        partitions: array(int32()),
      },
      { nullable: true, default: null },
    ),
  },
)
export type ConsumerGroupHeartbeatRequest = TypeOf<typeof ConsumerGroupHeartbeatRequest>

const topicPartitions = {
  topicId: uuid(),
  partitions: array(int32()),
}

export const ConsumerGroupHeartbeatResponse = message(
  'ConsumerGroupHeartbeatResponse',
  { key: 68, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true, default: null }),
    memberId: string({ nullable: true, default: null }),
    memberEpoch: int32(),
    heartbeatIntervalMs: int32(),
    assignment: struct(
      {
        topicPartitions: array(topicPartitions),
      },
      { nullable: true, default: null },
    ),
  },
)
export type ConsumerGroupHeartbeatResponse = TypeOf<typeof ConsumerGroupHeartbeatResponse>

export const ConsumerGroupHeartbeat = api(
  'ConsumerGroupHeartbeat',
  ConsumerGroupHeartbeatRequest,
  ConsumerGroupHeartbeatResponse,
)
