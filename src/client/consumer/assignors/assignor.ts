import type { TopicPartition } from '../../topic-partition.ts'

/** A member of a group as the group's leader sees it when it shares out partitions. */
export interface GroupMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly topics: readonly string[]
  /** What it owns, or owned when it last had its say. */
  readonly owned: readonly TopicPartition[]
  /** Of which generation that is; −1 if it is not known. */
  readonly generation: number
}

export type Assignment = Map<string, TopicPartition[]>

/** A way to share out partitions; pure. */
export interface Assignor {
  /** As members name it to each other. */
  readonly name: string
  /** Members keep what they have through a rebalance (KIP-429). */
  readonly isCooperative: boolean
  /** What a member tells the leader about itself beyond its topics. */
  userData(owned: readonly TopicPartition[], generation: number): Buffer | null
  /** The previous partitions and their generation in user data, for assignors that carry them there. */
  previous?(userData: Buffer): Pick<GroupMember, 'owned' | 'generation'>
  /** `partitionCounts` has the topics that exist. */
  assign(members: readonly GroupMember[], partitionCounts: ReadonlyMap<string, number>): Assignment
}

/** Static members first, by their instance; then by member id. */
export function byIdentity(a: GroupMember, b: GroupMember): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) return compare(a.groupInstanceId, b.groupInstanceId)
  if (a.groupInstanceId !== null) return -1
  if (b.groupInstanceId !== null) return 1
  return compare(a.memberId, b.memberId)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A list for each member, still empty. */
export function emptyAssignment(members: readonly GroupMember[]): Assignment {
  return new Map(members.map(({ memberId }) => [memberId, []]))
}

/** The topics that any member wants and that exist, sorted. */
export function wantedTopics(members: readonly GroupMember[], partitionCounts: ReadonlyMap<string, number>): string[] {
  const wanted = new Set(members.flatMap(({ topics }) => topics))
  return [...wanted].filter((topic) => partitionCounts.has(topic)).sort(compare)
}
