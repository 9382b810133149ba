import { hashOrder, javaMapSize } from '../../../base/hash-order.ts'
import type { TopicPartition } from '../../topic-partition.ts'

/** A member of a group as the group's leader sees it when it shares out partitions. */
export interface GroupMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  /** Where it runs; null if it does not tell. */
  readonly rackId: string | null
  readonly topics: readonly string[]
  /** What it owns, and of which generation that is, as its subscription says; −1 if it is not known. */
  readonly ownedPartitions: readonly TopicPartition[]
  readonly generationId: number
  /** The same as the assignor has it told: what a member that gave all back had owned before. */
  readonly previous: PreviousAssignment
}

export type Subscription = Pick<GroupMember, 'ownedPartitions' | 'generationId'> & { readonly userData: Buffer | null }

export interface PreviousAssignment {
  readonly partitions: readonly TopicPartition[]
  /** −1 if it is not known. */
  readonly generation: number
}

/** The topics that exist, and of each of their partitions the racks that have a replica. */
export type PartitionRacks = ReadonlyMap<string, readonly ReadonlySet<string>[]>

export type Assignment = Map<string, TopicPartition[]>

/**
 * A way to share out partitions; pure. Whoever leads a group comes to the same assignment, Kafka's own client or this one, in the
 * same order: where that one goes by the order of a Java map, so does this.
 */
export interface Assignor {
  /** As members name it to each other. */
  readonly name: string
  /** Members keep what they have through a rebalance (KIP-429). */
  readonly isCooperative: boolean
  /** What a member tells the leader about itself beyond its subscription; `last` is undefined before its first assignment. */
  userData(last: PreviousAssignment | undefined): Buffer | null
  /** What a member had before, where its subscription says it otherwise than by `ownedPartitions` and `generationId`. */
  previous?(subscription: Subscription): PreviousAssignment
  assign(members: readonly GroupMember[], topics: PartitionRacks): Assignment
}

/** Static members first, by their instance; then by member id. */
export function byIdentity(a: GroupMember, b: GroupMember): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) return compare(a.groupInstanceId, b.groupInstanceId)
  if (a.groupInstanceId !== null) return -1
  if (b.groupInstanceId !== null) return 1
  return compare(a.memberId, b.memberId)
}

/** As Java compares strings. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** The members in the order in which Kafka's leader goes through them. */
export function inHashOrder(members: readonly GroupMember[]): GroupMember[] {
  return hashOrder(members, ({ memberId }) => memberId, javaMapSize)
}

/** A list for each member, still empty. */
export function emptyAssignment(members: readonly GroupMember[]): Assignment {
  return new Map(members.map(({ memberId }) => [memberId, []]))
}

/** The topics that any member wants and that exist, in the order of a Java map. */
export function wantedTopics(members: readonly GroupMember[], topics: PartitionRacks): string[] {
  const wanted = new Set(inHashOrder(members).flatMap((member) => member.topics))
  const existing = hashOrder([...wanted], nameOf, javaMapSize).filter((name) => (topics.get(name)?.length ?? 0) > 0)
  return hashOrder(existing, nameOf, javaMapSize)
}

const nameOf = (name: string) => name

export function partitionsOf(topic: string, topics: PartitionRacks): TopicPartition[] {
  return (topics.get(topic) ?? []).map((_, partition) => ({ topic, partition }))
}
