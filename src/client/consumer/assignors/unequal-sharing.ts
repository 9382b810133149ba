import { partitionName, type TopicPartition } from '../../topic-partition.ts'
import {
  type Assignment,
  compare,
  type GroupMember,
  inHashOrder,
  type PartitionRacks,
  partitionsOf,
} from './assignor.ts'
import { ByLoad } from './by-load.ts'
import { type Claims, remove } from './claims.ts'
import { PartitionMovements } from './partition-movements.ts'
import type { Racks } from './racks.ts'

/**
 * Sticky sharing where members want different topics: who has partitions keeps them, the free ones go to whoever has least, and
 * then partitions move for as long as somebody has two more than another that could take one.
 */
export class UnequalSharing {
  readonly assignment: Assignment
  readonly #topics: PartitionRacks
  readonly #racks: Racks
  readonly #wishes: ReadonlyMap<string, ReadonlySet<string>>
  readonly #takers: ReadonlyMap<string, readonly string[]>
  readonly #owners = new Map<string, string>()
  readonly #previousOwners: ReadonlyMap<string, string>
  readonly #movements = new PartitionMovements()
  readonly #byLoad: ByLoad
  #isAnyTaken = false

  constructor(
    members: readonly GroupMember[],
    wanted: readonly string[],
    topics: PartitionRacks,
    claims: Claims,
    racks: Racks,
  ) {
    const sorted = inHashOrder(members)
    const isWanted = (topic: string) => wanted.includes(topic)
    this.#topics = topics
    this.#racks = racks
    this.#wishes = new Map(sorted.map(({ memberId, topics }) => [memberId, new Set(topics.filter(isWanted))]))
    this.#takers = new Map(wanted.map((topic) => [topic, this.#takersOf(topic)]))
    this.assignment = claims.owned
    this.#byLoad = new ByLoad(this.assignment)
    this.#previousOwners = ownersBefore(sorted)
    this.#keep()
    for (const memberId of this.assignment.keys()) this.#byLoad.add(memberId)
    this.#balance()
  }

  #takersOf(topic: string): string[] {
    return [...this.#wishes].filter(([, wishes]) => wishes.has(topic)).map(([memberId]) => memberId)
  }

  /** Takes from members what they want no more, or are far from. */
  #keep(): void {
    for (const [memberId, owned] of this.assignment) {
      const kept = owned.filter(
        (one) => this.#wishes.get(memberId)?.has(one.topic) && !this.#racks.isFar(memberId, one),
      )
      this.#isAnyTaken ||= kept.length < owned.length
      for (const partition of kept) this.#owners.set(partitionName(partition), memberId)
      owned.splice(0, owned.length, ...kept)
    }
  }

  #balance(): void {
    const all = this.#sortedPartitions()
    const free = all.filter((partition) => !this.#owners.has(partitionName(partition)))
    const isFirst = this.#byLoad.loadOf(this.#byLoad.memberIds.at(-1)) === 0
    const homeless = this.#racks.matter ? free.filter((partition) => !this.#giveToPoorest(partition, true)) : free
    for (const partition of homeless) this.#giveToPoorest(partition, false)
    const isMovable = ({ topic }: TopicPartition) => this.#isContested(topic)
    const settled = this.#setSettledApart()
    const before = new Map([...this.assignment].map(([memberId, owned]) => [memberId, [...owned]]))
    if (!this.#isAnyTaken) this.#move(free.filter(isMovable))
    const hasMoved = this.#move(all.filter(isMovable))
    const isInVain = !isFirst && hasMoved && unevenness(this.assignment) >= unevenness(before)
    for (const [memberId, owned] of [...(isInVain ? before : []), ...settled]) this.assignment.set(memberId, owned)
  }

  /** Topics that few members want come first. */
  #sortedPartitions(): TopicPartition[] {
    return [...this.#takers]
      .sort(([a, takersOfA], [b, takersOfB]) => takersOfA.length - takersOfB.length || compare(a, b))
      .flatMap(([topic]) => partitionsOf(topic, this.#topics))
  }

  #giveToPoorest(partition: TopicPartition, isOnlyNear: boolean): boolean {
    const taker = this.#byLoad.memberIds.find(
      (memberId) =>
        this.#wishes.get(memberId)?.has(partition.topic) && !(isOnlyNear && this.#racks.isFar(memberId, partition)),
    )
    if (taker === undefined) return false
    this.#byLoad.remove(taker)
    this.assignment.get(taker)?.push(partition)
    this.#owners.set(partitionName(partition), taker)
    this.#byLoad.add(taker)
    return true
  }

  /** More than one member wants it. */
  #isContested(topic: string): boolean {
    return (this.#takers.get(topic)?.length ?? 0) > 1
  }

  /** Members that can neither get nor lose a partition stay out of what follows. */
  #setSettledApart(): Assignment {
    const settled: Assignment = new Map()
    for (const [memberId, owned] of [...this.assignment]) {
      if (owned.length < this.#mostOf(memberId) || owned.some(({ topic }) => this.#isContested(topic))) continue
      this.#byLoad.remove(memberId)
      this.assignment.delete(memberId)
      settled.set(memberId, owned)
    }
    return settled
  }

  #mostOf(memberId: string): number {
    const wishes = [...(this.#wishes.get(memberId) ?? [])]
    return wishes.reduce((sum, topic) => sum + (this.#topics.get(topic)?.length ?? 0), 0)
  }

  /** Back to whom it was before if that makes it more even; else to whoever has least. Tells whether anything moved. */
  #move(partitions: readonly TopicPartition[]): boolean {
    let moves = 0
    for (let before = -1; before < moves; ) {
      before = moves
      for (const partition of partitions) {
        if (this.#isBalanced()) break
        if (this.#moveOne(partition)) moves++
      }
    }
    return moves > 0
  }

  #moveOne(partition: TopicPartition): boolean {
    const owner = this.#owners.get(partitionName(partition)) ?? ''
    const before = this.#previousOwners.get(partitionName(partition))
    const load = this.#byLoad.loadOf(owner)
    const hasLess = (memberId: string) => load > this.#byLoad.loadOf(memberId) + 1
    // Kafka does not ask whether that one still wants the topic, and thereby has partitions go where nobody reads them.
    if (before !== undefined && this.#wishes.get(before)?.has(partition.topic) && hasLess(before)) {
      this.#reassign(partition, owner, before)
      return true
    }
    if (!this.#takers.get(partition.topic)?.some(hasLess)) return false
    const poorest = this.#byLoad.memberIds.find((memberId) => this.#wishes.get(memberId)?.has(partition.topic))
    if (poorest !== undefined) this.#reassign(partition, owner, poorest)
    return poorest !== undefined
  }

  #reassign(wanted: TopicPartition, owner: string, to: string): void {
    const partition = this.#movements.best(wanted, owner, to)
    const from = this.#owners.get(partitionName(partition)) ?? owner
    this.#byLoad.remove(from)
    this.#byLoad.remove(to)
    this.#movements.record(partition, from, to)
    remove(this.assignment.get(from), partition)
    this.assignment.get(to)?.push(partition)
    this.#owners.set(partitionName(partition), to)
    this.#byLoad.add(to)
    this.#byLoad.add(from)
  }

  /** Nobody could take a partition from a member that has two more. */
  #isBalanced(): boolean {
    if (this.#byLoad.isLevel) return true
    return this.#byLoad.memberIds.every((memberId) => {
      const load = this.#byLoad.loadOf(memberId)
      const couldTake = (partition: TopicPartition) =>
        this.#byLoad.loadOf(this.#owners.get(partitionName(partition))) > load + 1
      if (load === this.#mostOf(memberId)) return true
      return ![...(this.#wishes.get(memberId) ?? [])].some((topic) => partitionsOf(topic, this.#topics).some(couldTake))
    })
  }
}

/** Who had partitions in earlier generations than the last one, the latest of them. */
function ownersBefore(members: readonly GroupMember[]): Map<string, string> {
  const last = Math.max(...members.map(({ previous }) => previous.generation))
  const owners = new Map<string, string>()
  const earlier = members.filter(({ previous }) => previous.generation < last)
  for (const { memberId, previous } of earlier.sort((a, b) => b.previous.generation - a.previous.generation)) {
    for (const partition of previous.partitions) {
      const name = partitionName(partition)
      if (!owners.has(name)) owners.set(name, memberId)
    }
  }
  return owners
}

/** The sum of the differences between any two members. */
function unevenness(assignment: Assignment): number {
  const loads = [...assignment.values()].map(({ length }) => length)
  return loads.reduce(
    (sum, load, index) => loads.slice(index + 1).reduce((inner, other) => inner + Math.abs(load - other), sum),
    0,
  )
}
