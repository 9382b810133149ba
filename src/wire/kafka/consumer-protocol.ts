import { array, bytes, int32, message, string, type TypeOf } from '../schema/index.ts'

export const ConsumerProtocolSubscription = message(
  'ConsumerProtocolSubscription',
  { versions: '0-3', flexible: 'none' },
  {
    topics: array(string()),
    userData: bytes({ nullable: true, default: null }),
    ownedPartitions: array(
      {
        topic: string({ since: 1 }),
        partitions: array(int32(), { since: 1 }),
      },
      { since: 1, ignorable: true },
    ),
    generationId: int32({ since: 2, default: -1, ignorable: true }),
    rackId: string({ since: 3, nullable: true, default: null, ignorable: true }),
  },
)
export type ConsumerProtocolSubscription = TypeOf<typeof ConsumerProtocolSubscription>

export const ConsumerProtocolAssignment = message(
  'ConsumerProtocolAssignment',
  { versions: '0-3', flexible: 'none' },
  {
    assignedPartitions: array({
      topic: string(),
      partitions: array(int32()),
    }),
    userData: bytes({ nullable: true, default: null }),
  },
)
export type ConsumerProtocolAssignment = TypeOf<typeof ConsumerProtocolAssignment>
