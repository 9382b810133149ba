import { partitionName, type TopicPartition } from '../../topic-partition.ts'
import { type Assignment, type GroupMember, inHashOrder, type PartitionRacks } from './assignor.ts'

/** Whose the partitions were before a rebalance. */
export interface Claims {
  /** By member id, those without any too. */
  readonly owned: Assignment
  /** The names of those that two members had in the same generation: now they are nobody's. */
  readonly disputed: ReadonlySet<string>
}

/** Of two that claim a partition the one of the later generation has it; claims to partitions that are gone count for nothing. */
export function settleClaims(
  members: readonly GroupMember[],
  wanted: readonly string[],
  topics: PartitionRacks,
): Claims {
  const owned: Assignment = new Map()
  const disputed = new Set<string>()
  const claimants = new Map<string, GroupMember>()
  for (const member of inHashOrder(members)) {
    const kept: TopicPartition[] = []
    owned.set(member.memberId, kept)
    for (const partition of member.previous.partitions) {
      if (!wanted.includes(partition.topic) || topics.get(partition.topic)?.[partition.partition] === undefined)
        continue
      const name = partitionName(partition)
      const rival = claimants.get(name)
      const lead = rival === undefined ? 1 : member.previous.generation - rival.generationId
      if (lead < 0) continue
      if (rival) remove(owned.get(rival.memberId), partition)
      if (lead > 0) kept.push(partition)
      else disputed.add(name)
      claimants.set(name, member)
    }
  }
  return { owned, disputed }
}

/** Takes the partition out of the list, if it is there. */
export function remove(list: TopicPartition[] | undefined, { topic, partition }: TopicPartition): void {
  const at = list?.findIndex((one) => one.topic === topic && one.partition === partition) ?? -1
  if (at >= 0) list?.splice(at, 1)
}
