import { type Assignment, byIdentity, type GroupMember } from './assignor.ts'
import { racksMatter } from './racks.ts'

/** One topic that the range assignor shares out. */
export class TopicRange {
  /** The members that want the topic, in their order. */
  readonly memberIds: readonly string[]
  readonly needsRacks: boolean
  /** The same for topics that the same members, in the same racks, want and that have as many partitions. */
  readonly likeness: string
  readonly #topic: string
  readonly #racks: ReadonlyMap<string, string>
  readonly #partitionRacks: readonly ReadonlySet<string>[]
  readonly #assignment: Assignment
  readonly #left: Set<number>
  readonly #given = new Map<string, number>()
  readonly #share: number
  #withOneMore: number

  constructor(
    topic: string,
    members: readonly GroupMember[],
    partitionRacks: readonly ReadonlySet<string>[],
    assignment: Assignment,
  ) {
    const takers = members.filter(({ topics }) => topics.includes(topic)).sort(byIdentity)
    this.#topic = topic
    this.#assignment = assignment
    this.#partitionRacks = partitionRacks
    this.memberIds = takers.map(({ memberId }) => memberId)
    this.#racks = new Map(takers.flatMap(({ memberId, rackId }) => (rackId === null ? [] : [[memberId, rackId]])))
    this.#left = new Set(partitionRacks.keys())
    this.#share = Math.floor(partitionRacks.length / takers.length)
    this.#withOneMore = partitionRacks.length % takers.length
    this.needsRacks = racksMatter(new Set(this.#racks.values()), partitionRacks)
    this.likeness = JSON.stringify([this.memberIds, [...this.#racks], partitionRacks.length])
  }

  /** Some member tells where it runs. */
  get hasRacks(): boolean {
    return this.#racks.size > 0
  }

  get partitionCount(): number {
    return this.#partitionRacks.length
  }

  /** How many partitions more the member may get. */
  room(memberId: string): number {
    const most = this.#share + (this.#withOneMore > 0 ? 1 : 0)
    return Math.max(0, most - (this.#given.get(memberId) ?? 0))
  }

  /** Members without a rack are near everything. */
  isNear(memberId: string, partition: number): boolean {
    const rack = this.#racks.get(memberId)
    return rack === undefined || this.#partitionRacks[partition]?.has(rack) === true
  }

  /** To one member after the other as many of those that suit it as there is room for. */
  assign(suits: (memberId: string, partition: number) => boolean): void {
    for (const memberId of this.memberIds) {
      const room = this.room(memberId)
      const partitions = [...this.#left].filter((partition) => suits(memberId, partition)).slice(0, room)
      if (partitions.length > 0) this.give(memberId, partitions)
    }
  }

  give(memberId: string, partitions: readonly number[]): void {
    const given = (this.#given.get(memberId) ?? 0) + partitions.length
    this.#given.set(memberId, given)
    if (given > this.#share) this.#withOneMore--
    for (const partition of partitions) {
      this.#left.delete(partition)
      this.#assignment.get(memberId)?.push({ topic: this.#topic, partition })
    }
  }
}
