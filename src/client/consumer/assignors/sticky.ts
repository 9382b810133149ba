import { array, decode, encode, int32, message, string } from '../../../wire/schema/index.ts'
import { byTopic, partitionName, type TopicPartition } from '../../topic-partition.ts'
import type { Assignor } from './assignor.ts'
import { balance } from './balance.ts'

const StickyUserData = message(
  'StickyUserData',
  { versions: '1', flexible: 'none' },
  {
    previousAssignment: array({ topic: string(), partitions: array(int32()) }),
    generation: int32(),
  },
)

/** Even, and as much as before; members tell in their user data what they had. */
export const stickyAssignor: Assignor = {
  name: 'sticky',
  isCooperative: false,
  userData(owned, generation) {
    if (owned.length === 0) return null
    const previousAssignment = byTopic(owned).map(({ name, partitions }) => ({
      topic: name,
      partitions: partitions.map(({ partition }) => partition),
    }))
    return joined(encode(StickyUserData, 1, { previousAssignment, generation }))
  },
  previous(userData) {
    const { previousAssignment, generation } = decode(StickyUserData, 1, userData)
    const owned = previousAssignment.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    return { owned, generation }
  },
  assign: balance,
}

/** The same by the cooperative protocol: a partition first leaves its owner, and is given anew in the next generation. */
export const cooperativeStickyAssignor: Assignor = {
  name: 'cooperative-sticky',
  isCooperative: true,
  userData(_owned, generation) {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(generation)
    return bytes
  },
  assign(members, partitionCounts) {
    const assignment = balance(members, partitionCounts)
    const owners = new Map<string, string>()
    for (const { memberId, owned } of members)
      for (const partition of owned) owners.set(partitionName(partition), memberId)
    const staysOrIsFree = (memberId: string) => (partition: TopicPartition) =>
      (owners.get(partitionName(partition)) ?? memberId) === memberId
    return new Map(
      [...assignment].map(([memberId, partitions]) => [memberId, partitions.filter(staysOrIsFree(memberId))]),
    )
  },
}

function joined(chunks: readonly unknown[]): Buffer {
  return Buffer.concat(chunks.filter((chunk) => chunk instanceof Uint8Array))
}
