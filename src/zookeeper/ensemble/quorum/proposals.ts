import type { Quorum } from '../../config/quorum.ts'

interface Proposal<T> {
  readonly zxid: bigint
  readonly content: T
  readonly acks: Set<number>
}

/** What was proposed and is not committed: in the order of the zxids, with the servers that have it on their disks. Pure. */
export class Proposals<T> {
  readonly #quorum: Quorum
  readonly #byZxid = new Map<bigint, Proposal<T>>()

  constructor(quorum: Quorum) {
    this.#quorum = quorum
  }

  add(zxid: bigint, content: T): void {
    this.#byZxid.set(zxid, { zxid, content, acks: new Set() })
  }

  /** A server has it on its disk; what is committed already doesn't matter any more. */
  ack(id: number, zxid: bigint): void {
    this.#byZxid.get(zxid)?.acks.add(id)
  }

  /** Takes the first one, if a quorum has it: an earlier one without a quorum holds up all later ones. */
  takeCommitted(): T | undefined {
    for (const first of this.#byZxid.values()) {
      if (!this.#quorum.isQuorum(first.acks)) return undefined
      this.#byZxid.delete(first.zxid)
      return first.content
    }
    return undefined
  }

  /** Those after this zxid. */
  after(zxid: bigint): T[] {
    return [...this.#byZxid.values()].filter((proposal) => proposal.zxid > zxid).map(({ content }) => content)
  }

  get size(): number {
    return this.#byZxid.size
  }
}
