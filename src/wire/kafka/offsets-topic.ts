import { array, bytes, int32, int64, message, string, type TypeOf } from '../schema/index.ts'

export const OffsetCommitKey = message(
  'OffsetCommitKey',
  { versions: '0-1', flexible: 'none' },
  {
    group: string(),
    topic: string(),
    partition: int32(),
  },
)
export type OffsetCommitKey = TypeOf<typeof OffsetCommitKey>

export const OffsetCommitValue = message(
  'OffsetCommitValue',
  { versions: '0-4', flexible: '4+' },
  {
    offset: int64(),
    leaderEpoch: int32({ since: 3, default: -1, ignorable: true }),
    metadata: string(),
    commitTimestamp: int64(),
    expireTimestamp: int64({ since: 1, until: 1, default: -1, ignorable: true }),
  },
)
export type OffsetCommitValue = TypeOf<typeof OffsetCommitValue>

export const GroupMetadataKey = message(
  'GroupMetadataKey',
  { versions: '2', flexible: 'none' },
  {
    group: string(),
  },
)
export type GroupMetadataKey = TypeOf<typeof GroupMetadataKey>

const memberMetadata = {
  memberId: string(),
  groupInstanceId: string({ since: 3, nullable: true, default: null, ignorable: true }),
  clientId: string(),
  clientHost: string(),
  rebalanceTimeout: int32({ since: 1, default: -1, ignorable: true }),
  sessionTimeout: int32(),
  subscription: bytes(),
  assignment: bytes(),
}

export const GroupMetadataValue = message(
  'GroupMetadataValue',
  { versions: '0-4', flexible: '4+' },
  {
    protocolType: string(),
    generation: int32(),
    protocol: string({ nullable: true }),
    leader: string({ nullable: true }),
    currentStateTimestamp: int64({ since: 2, default: -1, ignorable: true }),
    members: array(memberMetadata),
  },
)
export type GroupMetadataValue = TypeOf<typeof GroupMetadataValue>
