import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../../wire/kafka/consumer-protocol.ts'
import { decode, encode, type InputOf, type Message } from '../../wire/schema/index.ts'
import { byTopic, comparePartitions, type TopicPartition } from '../topic-partition.ts'
import type { Assignor, GroupMember, PreviousAssignment } from './assignors/assignor.ts'

/** The newest versions of both, which Kafka's own client writes too. */
const newestSubscription = 3
const newestAssignment = 3

export interface MemberState {
  readonly topics: readonly string[]
  /** What it does not give back before it joins. */
  readonly owned: readonly TopicPartition[]
  readonly generation: number
  readonly rackId: string
  /** What it was assigned last; undefined if it never was anything. */
  readonly last: PreviousAssignment | undefined
}

export function encodeSubscription(assignor: Assignor, state: MemberState): Buffer {
  const owned = [...state.owned].sort(comparePartitions)
  return versioned(ConsumerProtocolSubscription, newestSubscription, {
    topics: [...state.topics].sort(),
    userData: assignor.userData(state.last),
    ownedPartitions: grouped(owned).map(({ topic, partitions }) => ({ topic, partitions })),
    generationId: state.generation,
    rackId: state.rackId === '' ? null : state.rackId,
  })
}

/** What a member told of itself in its JoinGroup request. Throws `MalformedError`. */
export function decodeMember(
  assignor: Assignor,
  member: { memberId: string; groupInstanceId: string | null; metadata: Buffer },
): GroupMember {
  const version = Math.min(Math.max(0, member.metadata.readInt16BE(0)), newestSubscription)
  const subscription = decode(ConsumerProtocolSubscription, version, member.metadata, 2)
  const { userData, generationId } = subscription
  const ownedPartitions = flat(subscription.ownedPartitions)
  return {
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    rackId: subscription.rackId === '' ? null : subscription.rackId,
    topics: subscription.topics,
    ownedPartitions,
    generationId,
    previous: assignor.previous?.({ userData, ownedPartitions, generationId }) ?? {
      partitions: ownedPartitions,
      generation: generationId,
    },
  }
}

export function encodeAssignment(partitions: readonly TopicPartition[]): Buffer {
  return versioned(ConsumerProtocolAssignment, newestAssignment, { assignedPartitions: grouped(partitions) })
}

/** Throws `MalformedError`. */
export function decodeAssignment(bytes: Buffer): TopicPartition[] {
  if (bytes.length === 0) return []
  const version = Math.min(Math.max(0, bytes.readInt16BE(0)), newestAssignment)
  return flat(decode(ConsumerProtocolAssignment, version, bytes, 2).assignedPartitions)
}

function versioned<M extends Message>(schema: M, version: number, value: InputOf<M>): Buffer {
  const prefix = Buffer.alloc(2)
  prefix.writeInt16BE(version)
  return Buffer.concat([prefix, ...encode(schema, version, value).filter((chunk) => chunk instanceof Uint8Array)])
}

function grouped(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  return byTopic(partitions).map(({ name, partitions: list }) => {
    return { topic: name, partitions: list.map(({ partition }) => partition) }
  })
}

function flat(topics: readonly { topic: string; partitions: readonly number[] }[]): TopicPartition[] {
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })))
}
