import {
  array,
  boolean,
  bytes,
  int8,
  int16,
  int32,
  message,
  string,
  struct,
  type TypeOf,
  uuid,
} from '../schema/index.ts'
import { api } from './api.ts'

export const ConsumerGroupDescribeRequest = message(
  'ConsumerGroupDescribeRequest',
  { key: 69, versions: '0', flexible: '0+' },
  {
    groupIds: array(string()),
    includeAuthorizedOperations: boolean(),
  },
)
export type ConsumerGroupDescribeRequest = TypeOf<typeof ConsumerGroupDescribeRequest>

const topicPartitions = {
  topicId: uuid(),
  topicName: string(),
  partitions: array(int32()),
}

const assignment = {
  topicPartitions: array(topicPartitions),
  error: int8(),
  metadataVersion: int32(),
  metadataBytes: bytes(),
}

export const ConsumerGroupDescribeResponse = message(
  'ConsumerGroupDescribeResponse',
  { key: 69, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    groups: array({
      errorCode: int16(),
      errorMessage: string({ nullable: true, default: null }),
      groupId: string(),
      groupState: string(),
      groupEpoch: int32(),
      assignmentEpoch: int32(),
      assignorName: string(),
      members: array({
        memberId: string(),
        instanceId: string({ nullable: true, default: null }),
        rackId: string({ nullable: true, default: null }),
        memberEpoch: int32(),
        clientId: string(),
        clientHost: string(),
        subscribedTopicNames: array(string()),
        subscribedTopicRegex: string({ nullable: true, default: null }),
        assignment: struct(assignment),
        targetAssignment: struct(assignment),
      }),
      authorizedOperations: int32({ default: -2147483648 }),
    }),
  },
)
export type ConsumerGroupDescribeResponse = TypeOf<typeof ConsumerGroupDescribeResponse>

export const ConsumerGroupDescribe = api(
  'ConsumerGroupDescribe',
  ConsumerGroupDescribeRequest,
  ConsumerGroupDescribeResponse,
)
