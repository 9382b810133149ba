import type {
  Assignment,
  Assignor,
  GroupMember,
  PartitionRacks,
} from '../../../../src/client/consumer/assignors/assignor.ts'
import { rangeAssignor } from '../../../../src/client/consumer/assignors/range.ts'
import { roundRobinAssignor } from '../../../../src/client/consumer/assignors/round-robin.ts'
import { cooperativeStickyAssignor, stickyAssignor } from '../../../../src/client/consumer/assignors/sticky.ts'
import { decodeMember, encodeSubscription } from '../../../../src/client/consumer/member-protocol.ts'
import { partitionName, type TopicPartition } from '../../../../src/client/topic-partition.ts'

export const assignors: readonly Assignor[] = [
  rangeAssignor,
  roundRobinAssignor,
  stickyAssignor,
  cooperativeStickyAssignor,
]

/** A group at the moment its leader shares out partitions. Racks are listed for each partition of each topic. */
export interface GroupCase {
  readonly assignor: string
  readonly topics: Record<string, readonly (readonly string[])[]>
  readonly members: readonly CaseMember[]
}

export interface CaseMember {
  readonly id: string
  readonly instance?: string
  readonly rack?: string
  readonly topics: readonly string[]
  /** What it got last, `topic-0` each, and in which generation. */
  readonly last?: { readonly generation: number; readonly partitions: readonly string[] }
}

/** Partitions by their names for each member. */
export type NamedAssignment = Record<string, readonly string[]>

/** Our answer, by way of the bytes that members send to the leader. */
export function assigned(group: GroupCase): NamedAssignment {
  const assignor = assignorOf(group)
  const members = joinedMembers(group).map((member) => decodeMember(assignor, member))
  return named(assignor.assign(members, partitionRacks(group)))
}

export interface JoinedMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly metadata: Buffer
}

export function joinedMembers(group: GroupCase): JoinedMember[] {
  const assignor = assignorOf(group)
  return group.members.map(({ id, instance = null, rack = '', topics, last }) => {
    const previous = last && { generation: last.generation, partitions: last.partitions.map(partitionNamed) }
    const owned = assignor.isCooperative ? (previous?.partitions ?? []) : []
    const state = { topics, owned, generation: last?.generation ?? -1, rackId: rack, last: previous }
    return { memberId: id, groupInstanceId: instance, metadata: encodeSubscription(assignor, state) }
  })
}

export function membersOf(group: GroupCase): GroupMember[] {
  return joinedMembers(group).map((member) => decodeMember(assignorOf(group), member))
}

export function partitionRacks({ topics }: GroupCase): PartitionRacks {
  return new Map(Object.entries(topics).map(([topic, racks]) => [topic, racks.map((names) => new Set(names))]))
}

function assignorOf(group: GroupCase): Assignor {
  const assignor = assignors.find(({ name }) => name === group.assignor)
  if (assignor === undefined) throw new Error(group.assignor)
  return assignor
}

export function named(assignment: Assignment): NamedAssignment {
  return Object.fromEntries([...assignment].map(([id, partitions]) => [id, partitions.map(partitionName)]))
}

function partitionNamed(name: string): TopicPartition {
  const dash = name.lastIndexOf('-')
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) }
}
