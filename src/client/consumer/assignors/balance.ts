import { partitionName, type TopicPartition } from '../../topic-partition.ts'
import { type Assignment, byIdentity, emptyAssignment, type GroupMember, wantedTopics } from './assignor.ts'

/** Shares evenly and moves as little as possible: members keep what they own unless another has two fewer. */
export function balance(members: readonly GroupMember[], partitionCounts: ReadonlyMap<string, number>): Assignment {
  const sorted = [...members].sort(byIdentity)
  const assignment = emptyAssignment(sorted)
  const owners = rightfulOwners(sorted)
  const homeless: TopicPartition[] = []
  for (const topic of wantedTopics(sorted, partitionCounts)) {
    for (let partition = 0; partition < (partitionCounts.get(topic) ?? 0); partition++) {
      const owner = owners.get(partitionName({ topic, partition }))
      if (owner?.topics.includes(topic)) assignment.get(owner.memberId)?.push({ topic, partition })
      else homeless.push({ topic, partition })
    }
  }
  for (const partition of homeless) giveToPoorest(sorted, assignment, partition)
  while (moveOne(sorted, assignment)) {
    // until nobody has two more than somebody who could take one
  }
  return assignment
}

/** Who owns each partition; of several claims that of the latest generation counts, and none of two equal ones. */
function rightfulOwners(members: readonly GroupMember[]): Map<string, GroupMember | undefined> {
  const owners = new Map<string, GroupMember | undefined>()
  const generations = new Map<string, number>()
  for (const member of members) {
    for (const partition of member.owned) {
      const name = partitionName(partition)
      const known = generations.get(name)
      if (known !== undefined && known > member.generation) continue
      owners.set(name, known === member.generation ? undefined : member)
      generations.set(name, member.generation)
    }
  }
  return owners
}

function giveToPoorest(members: readonly GroupMember[], assignment: Assignment, partition: TopicPartition): void {
  let poorest: TopicPartition[] | undefined
  for (const { memberId, topics } of members) {
    const own = assignment.get(memberId)
    if (own && topics.includes(partition.topic) && (poorest === undefined || own.length < poorest.length)) poorest = own
  }
  poorest?.push(partition)
}

function moveOne(members: readonly GroupMember[], assignment: Assignment): boolean {
  const byWealth = [...members].sort((a, b) => sizeOf(assignment, b) - sizeOf(assignment, a))
  for (const rich of byWealth) {
    for (const poor of [...byWealth].reverse()) {
      if (sizeOf(assignment, rich) - sizeOf(assignment, poor) < 2) break
      if (moveBetween(assignment, rich, poor)) return true
    }
  }
  return false
}

function moveBetween(assignment: Assignment, rich: GroupMember, poor: GroupMember): boolean {
  const from = assignment.get(rich.memberId)
  const at = from?.findLastIndex(({ topic }) => poor.topics.includes(topic)) ?? -1
  const [moved] = at < 0 ? [] : (from?.splice(at, 1) ?? [])
  if (moved === undefined) return false
  assignment.get(poor.memberId)?.push(moved)
  return true
}

function sizeOf(assignment: Assignment, { memberId }: GroupMember): number {
  return assignment.get(memberId)?.length ?? 0
}
