import { hashOrder, javaMapSize } from '../../../base/hash-order.ts'
import { array, decode, encode, int32, message, string } from '../../../wire/schema/index.ts'
import { byTopic, partitionName } from '../../topic-partition.ts'
import type { Assignor, PreviousAssignment } from './assignor.ts'
import { shareSticky } from './sticky-sharing.ts'

/** Version 0 is of consumers before 2.3 (KIP-341); the bytes do not say which it is. */
const StickyUserData = message(
  'StickyUserData',
  { versions: '0-1', flexible: 'none' },
  {
    previousAssignment: array({ topic: string(), partitions: array(int32()) }),
    generation: int32({ since: 1, default: -1, ignorable: true }),
  },
)

/** Even, and as much as before; members tell in their user data what they had. */
export const stickyAssignor: Assignor = {
  name: 'sticky',
  isCooperative: false,
  userData(last) {
    if (last === undefined) return null
    // Java's computeIfAbsent puts a key before those that are in its bucket.
    const topics = hashOrder(byTopic(last.partitions).reverse(), ({ name }) => name, javaMapSize)
    const previousAssignment = topics.map(({ name, partitions }) => {
      return { topic: name, partitions: partitions.map(({ partition }) => partition) }
    })
    const chunks = encode(StickyUserData, 1, { previousAssignment, generation: last.generation })
    return Buffer.concat(chunks.filter((chunk) => chunk instanceof Uint8Array))
  },
  previous({ userData }) {
    if (userData === null || userData.length === 0) return nothingBefore
    return readUserData(userData, 1) ?? readUserData(userData, 0) ?? nothingBefore
  },
  assign: (members, topics) => shareSticky(members, topics).assignment,
}

const nothingBefore: PreviousAssignment = { partitions: [], generation: -1 }

function readUserData(userData: Buffer, version: number): PreviousAssignment | undefined {
  try {
    const { previousAssignment, generation } = decode(StickyUserData, version, userData)
    const partitions = previousAssignment.flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic, partition })),
    )
    return { partitions, generation }
  } catch {
    return undefined
  }
}

/** The same by the cooperative protocol: a partition first leaves its owner, and is given anew in the next generation. */
export const cooperativeStickyAssignor: Assignor = {
  name: 'cooperative-sticky',
  isCooperative: true,
  userData(last) {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(last?.generation ?? -1)
    return bytes
  },
  previous({ ownedPartitions, generationId, userData }) {
    const told = userData !== null && userData.length >= 4 ? userData.readInt32BE(0) : -1
    return { partitions: ownedPartitions, generation: generationId < 0 ? told : generationId }
  },
  assign(members, topics) {
    const { assignment, moved } = shareSticky(members, topics)
    for (const [memberId, partitions] of assignment) {
      assignment.set(
        memberId,
        partitions.filter((partition) => !moved.has(partitionName(partition))),
      )
    }
    return assignment
  },
}
