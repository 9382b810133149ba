import { array, int8, int32, message, string, uuid } from '../../schema/index.ts'

export const TopicRecord = message(
  'TopicRecord',
  { key: 2, versions: '0', flexible: '0+' },
  { name: string(), topicId: uuid() },
)

export const PartitionRecord = message(
  'PartitionRecord',
  { key: 3, versions: '0-2', flexible: '0+' },
  {
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    replicas: array(int32()),
    isr: array(int32()),
    removingReplicas: array(int32()),
    addingReplicas: array(int32()),
    leader: int32({ default: -1 }),
    leaderRecoveryState: int8({ default: 0, tag: 0 }),
    leaderEpoch: int32({ default: -1 }),
    partitionEpoch: int32({ default: -1 }),
    directories: array(uuid(), { since: 1 }),
    eligibleLeaderReplicas: array(int32(), { since: 2, nullable: true, default: null, tag: 1 }),
    lastKnownELR: array(int32(), { since: 2, nullable: true, default: null, tag: 2 }),
  },
)

export const PartitionChangeRecord = message(
  'PartitionChangeRecord',
  { key: 5, versions: '0-2', flexible: '0+' },
  {
    partitionId: int32({ default: -1 }),
    topicId: uuid(),
    isr: array(int32(), { nullable: true, default: null, tag: 0 }),
    leader: int32({ default: -2, tag: 1 }),
    replicas: array(int32(), { nullable: true, default: null, tag: 2 }),
    removingReplicas: array(int32(), { nullable: true, default: null, tag: 3 }),
    addingReplicas: array(int32(), { nullable: true, default: null, tag: 4 }),
    leaderRecoveryState: int8({ default: -1, tag: 5 }),
    directories: array(uuid(), { since: 1, nullable: true, default: null, tag: 8 }),
    eligibleLeaderReplicas: array(int32(), { since: 2, nullable: true, default: null, tag: 6 }),
    lastKnownELR: array(int32(), { since: 2, nullable: true, default: null, tag: 7 }),
  },
)

export const RemoveTopicRecord = message(
  'RemoveTopicRecord',
  { key: 9, versions: '0', flexible: '0+' },
  { topicId: uuid() },
)
