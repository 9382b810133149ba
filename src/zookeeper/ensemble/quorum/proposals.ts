import type { Quorum } from '../../config/quorum.ts'

interface Proposal<T> {
  readonly zxid: bigint
  readonly content: T
  readonly acks: Set<number>
  /** Those of which each has to agree: the members' when it was made, and those proposed in their place. */
  readonly quorums: readonly Quorum[]
}

/** A proposal that enough servers have, and which. */
export interface Accepted<T> {
  readonly content: T
  readonly acks: ReadonlySet<number>
}

/**
 * What was proposed and is not committed: in the order of the zxids, with the servers that have it on their disks. Pure.
 * A list, because a map that always shrinks and grows keeps alive what it held until the next full collection.
 */
export class Proposals<T> {
  readonly #quorums: () => readonly Quorum[]
  readonly #waiting: Proposal<T>[] = []

  constructor(quorums: () => readonly Quorum[]) {
    this.#quorums = quorums
  }

  add(zxid: bigint, content: T): void {
    this.#waiting.push({ zxid, content, acks: new Set(), quorums: this.#quorums() })
  }

  /** A server has it on its disk; what is committed already doesn't matter any more. */
  ack(id: number, zxid: bigint): void {
    this.#find(zxid)?.acks.add(id)
  }

  /** Takes the first one, if a quorum has it: an earlier one without a quorum holds up all later ones. */
  takeCommitted(): Accepted<T> | undefined {
    const [first] = this.#waiting
    if (first === undefined || !first.quorums.every((quorum) => quorum.isQuorum(first.acks))) return undefined
    return this.#waiting.shift()
  }

  /** Who has each of them, in their order. */
  get acks(): ReadonlySet<number>[] {
    return this.#waiting.map(({ acks }) => acks)
  }

  /** Those after this zxid. */
  after(zxid: bigint): T[] {
    return this.#waiting.filter((proposal) => proposal.zxid > zxid).map(({ content }) => content)
  }

  get size(): number {
    return this.#waiting.length
  }

  /** Zxids mostly follow each other, so that its place is known. */
  #find(zxid: bigint): Proposal<T> | undefined {
    const [first] = this.#waiting
    if (first === undefined || zxid < first.zxid) return undefined
    const there = this.#waiting[Number(zxid - first.zxid)]
    return there?.zxid === zxid ? there : this.#waiting.find((proposal) => proposal.zxid === zxid)
  }
}
