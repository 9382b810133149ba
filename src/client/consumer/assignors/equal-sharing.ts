import { partitionName, type TopicPartition } from '../../topic-partition.ts'
import { type Assignment, emptyAssignment, type GroupMember, type PartitionRacks, partitionsOf } from './assignor.ts'
import type { Claims } from './claims.ts'
import type { Racks } from './racks.ts'

/**
 * Sticky sharing where all members want the same topics. Everybody gets the same number of partitions, some (`#fewRich` of them)
 * one more; who has some keeps as many, and what is left goes round. Where racks keep it from being that even Kafka's leader fails;
 * here the group lives on.
 */
export class EqualSharing {
  /** Those that changed hands, and were somebody's: their names. */
  readonly moved = new Set<string>()
  readonly assignment: Assignment
  readonly #racks: Racks
  readonly #revoked = new Set<string>()
  readonly #disputed: ReadonlySet<string>
  readonly #least: number
  readonly #most: number
  readonly #fewRich: number
  #rich = 0
  /** Members that lack some to the least number. */
  #poor: string[] = []
  /** Members with the least number, that may get one more. */
  #modest: string[] = []

  constructor(members: readonly GroupMember[], all: readonly TopicPartition[], claims: Claims, racks: Racks) {
    this.#racks = racks
    this.#disputed = claims.disputed
    this.assignment = emptyAssignment(members)
    this.#least = Math.floor(all.length / members.length)
    this.#most = Math.ceil(all.length / members.length)
    this.#fewRich = all.length % members.length
    for (const [memberId, owned] of claims.owned) this.#keep(memberId, owned)
    const kept = new Set([...this.assignment.values()].flat().map(partitionName))
    const free = all.filter((partition) => !kept.has(partitionName(partition)))
    this.#poor.sort()
    this.#modest.sort()
    this.#giveInTurn(racks.matter ? this.#giveNear(racks.scarcestFirst(free)) : free)
  }

  #keep(memberId: string, owned: readonly TopicPartition[]): void {
    const near = owned.filter(
      (partition) => !this.#racks.isFar(memberId, partition) && !this.#disputed.has(partitionName(partition)),
    )
    const isPoor = near.length < this.#least
    const isRich = !isPoor && near.length >= this.#most && this.#rich < this.#fewRich
    const count = isRich ? this.#most : this.#least
    this.assignment.get(memberId)?.push(...near.slice(0, count))
    for (const partition of near.slice(count)) this.#revoked.add(partitionName(partition))
    if (isPoor) this.#poor.push(memberId)
    else if (isRich && ++this.#rich === this.#fewRich) this.#modest = []
    else if (!isRich && this.#rich < this.#fewRich) this.#modest.push(memberId)
  }

  /** To members near a replica, the poor ones first; returns what finds none. */
  #giveNear(partitions: readonly TopicPartition[]): TopicPartition[] {
    let turn = 0
    return partitions.filter((partition) => {
      const poor = this.#nextNear(partition, this.#poor, turn)
      if (poor !== undefined) turn = this.#giveToPoor(partition, poor)
      else if (!this.#giveToModest(partition)) return true
      return false
    })
  }

  #nextNear(partition: TopicPartition, memberIds: readonly string[], from: number): number | undefined {
    for (let step = 0; step < memberIds.length; step++) {
      const index = (from + step) % memberIds.length
      if (this.#racks.isNear(memberIds[index] ?? '', partition)) return index
    }
    return undefined
  }

  /** Returns whose turn it is next. */
  #giveToPoor(partition: TopicPartition, index: number): number {
    const memberId = this.#poor[index] ?? ''
    const count = this.#give(partition, memberId)
    if (count >= this.#least) this.#poor.splice(index, 1)
    if (count >= this.#least && count < this.#most) this.#modest.push(memberId)
    const next = count >= this.#least ? index : index + 1
    return this.#poor.length === 0 ? 0 : next % this.#poor.length
  }

  #giveToModest(partition: TopicPartition): boolean {
    const index = this.#nextNear(partition, this.#modest, 0)
    if (index === undefined) return false
    const count = this.#give(partition, this.#modest[index] ?? '')
    if (count === this.#most) this.#modest.splice(index, 1)
    return true
  }

  /** One to each of the poor, again and again until none is; then one to each of the modest. */
  #giveInTurn(partitions: readonly TopicPartition[]): void {
    let turn = 0
    for (const partition of partitions) {
      if (turn >= this.#poor.length) turn = 0
      const poor = this.#poor[turn]
      if (poor === undefined) {
        const modest = this.#modest.shift()
        if (modest !== undefined) this.#give(partition, modest)
      } else if (this.#give(partition, poor) === this.#least) {
        this.#poor.splice(turn, 1)
        this.#modest.push(poor)
      } else turn++
    }
  }

  /** Returns how many the member has now. */
  #give(partition: TopicPartition, memberId: string): number {
    const name = partitionName(partition)
    if (this.#revoked.has(name) || this.#disputed.has(name)) this.moved.add(name)
    return this.assignment.get(memberId)?.push(partition) ?? 0
  }
}

/** All partitions in the order in which they are shared out. */
export function sortedPartitions(wanted: readonly string[], topics: PartitionRacks): TopicPartition[] {
  return [...wanted].sort().flatMap((topic) => partitionsOf(topic, topics))
}
