import { partitionName, type TopicPartition } from '../../topic-partition.ts'
import { type GroupMember, type PartitionRacks, partitionsOf } from './assignor.ts'

/** Racks are looked at only where they make a difference (KIP-881): some member shares one with some partition, and not every partition is everywhere. */
export function racksMatter(memberRacks: ReadonlySet<string>, partitionRacks: Iterable<ReadonlySet<string>>): boolean {
  const perPartition = [...partitionRacks]
  const all = new Set(perPartition.flatMap((racks) => [...racks]))
  const isAnyShared = [...memberRacks].some((rack) => all.has(rack))
  return isAnyShared && perPartition.some((racks) => racks.size < all.size)
}

/** Which members of a group are near which partitions, for the sticky assignors. */
export class Racks {
  readonly #ofMembers = new Map<string, string>()
  readonly #ofPartitions = new Map<string, ReadonlySet<string>>()

  constructor(members: readonly GroupMember[], wanted: readonly string[], topics: PartitionRacks) {
    const partitions = wanted.flatMap((topic) => partitionsOf(topic, topics))
    const racksOf = ({ topic, partition }: TopicPartition) => topics.get(topic)?.[partition] ?? new Set<string>()
    const memberRacks = new Set(members.flatMap(({ rackId }) => (rackId === null ? [] : [rackId])))
    if (!racksMatter(memberRacks, partitions.map(racksOf))) return
    for (const { memberId, rackId } of members) if (rackId !== null) this.#ofMembers.set(memberId, rackId)
    for (const partition of partitions) this.#ofPartitions.set(partitionName(partition), racksOf(partition))
  }

  get matter(): boolean {
    return this.#ofMembers.size > 0
  }

  /** The member has a rack, and no replica is there. */
  isFar(memberId: string, partition: TopicPartition): boolean {
    const rack = this.#ofMembers.get(memberId)
    return rack !== undefined && !this.#racksOf(partition).has(rack)
  }

  /** The member has a rack, and a replica is there. */
  isNear(memberId: string, partition: TopicPartition): boolean {
    const rack = this.#ofMembers.get(memberId)
    return rack !== undefined && this.#racksOf(partition).has(rack)
  }

  /** First those that few members are near. */
  scarcestFirst(partitions: readonly TopicPartition[]): readonly TopicPartition[] {
    const membersIn = new Map<string, number>()
    for (const rack of this.#ofMembers.values()) membersIn.set(rack, (membersIn.get(rack) ?? 0) + 1)
    const near = (partition: TopicPartition) =>
      [...this.#racksOf(partition)].reduce((sum, rack) => sum + (membersIn.get(rack) ?? 0), 0)
    return partitions
      .map((partition) => ({ partition, near: near(partition) }))
      .sort((a, b) => a.near - b.near)
      .map(({ partition }) => partition)
  }

  #racksOf(partition: TopicPartition): ReadonlySet<string> {
    return this.#ofPartitions.get(partitionName(partition)) ?? nowhere
  }
}

const nowhere: ReadonlySet<string> = new Set()
