import { partitionName } from '../../topic-partition.ts'
import { type Assignment, type GroupMember, type PartitionRacks, wantedTopics } from './assignor.ts'
import { settleClaims } from './claims.ts'
import { EqualSharing, sortedPartitions } from './equal-sharing.ts'
import { Racks } from './racks.ts'
import { UnequalSharing } from './unequal-sharing.ts'

interface StickyShares {
  readonly assignment: Assignment
  /** The names of partitions that another member has to let go of first. */
  readonly moved: ReadonlySet<string>
}

/** Shares evenly and moves as little as possible (KIP-54). */
export function shareSticky(members: readonly GroupMember[], topics: PartitionRacks): StickyShares {
  const wanted = wantedTopics(members, topics)
  const claims = settleClaims(members, wanted, topics)
  const racks = new Racks(members, wanted, topics)
  if (wantTheSame(members)) {
    return new EqualSharing(members, sortedPartitions(wanted, topics), claims, racks)
  }
  const { assignment } = new UnequalSharing(members, wanted, topics, claims, racks)
  return { assignment, moved: changingHands(members, assignment) }
}

function wantTheSame(members: readonly GroupMember[]): boolean {
  const wishes = new Set(members[0]?.topics)
  return members.every(({ topics }) => topics.length === wishes.size && topics.every((topic) => wishes.has(topic)))
}

/** What is new with one member and missing with another. */
function changingHands(members: readonly GroupMember[], assignment: Assignment): Set<string> {
  const added = new Set<string>()
  const missing = new Set<string>()
  for (const { memberId, ownedPartitions } of members) {
    const owned = new Set(ownedPartitions.map(partitionName))
    const assigned = new Set(assignment.get(memberId)?.map(partitionName))
    for (const name of assigned) if (!owned.has(name)) added.add(name)
    for (const name of owned) if (!assigned.has(name)) missing.add(name)
  }
  return new Set([...added].filter((name) => missing.has(name)))
}
