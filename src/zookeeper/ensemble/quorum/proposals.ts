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

/** What was proposed and is not committed: in the order of the zxids, with the servers that have it on their disks. Pure. */
export class Proposals<T> {
  readonly #quorums: () => readonly Quorum[]
  readonly #byZxid = new Map<bigint, Proposal<T>>()

  constructor(quorums: () => readonly Quorum[]) {
    this.#quorums = quorums
  }

  add(zxid: bigint, content: T): void {
    this.#byZxid.set(zxid, { zxid, content, acks: new Set(), quorums: this.#quorums() })
  }

  /** A server has it on its disk; what is committed already doesn't matter any more. */
  ack(id: number, zxid: bigint): void {
    this.#byZxid.get(zxid)?.acks.add(id)
  }

  /** Takes the first one, if a quorum has it: an earlier one without a quorum holds up all later ones. */
  takeCommitted(): Accepted<T> | undefined {
    for (const first of this.#byZxid.values()) {
      if (!first.quorums.every((quorum) => quorum.isQuorum(first.acks))) return undefined
      this.#byZxid.delete(first.zxid)
      return first
    }
    return undefined
  }

  /** Who has each of them, in their order. */
  get acks(): ReadonlySet<number>[] {
    return [...this.#byZxid.values()].map(({ acks }) => acks)
  }

  /** Those after this zxid. */
  after(zxid: bigint): T[] {
    return [...this.#byZxid.values()].filter((proposal) => proposal.zxid > zxid).map(({ content }) => content)
  }

  get size(): number {
    return this.#byZxid.size
  }
}
