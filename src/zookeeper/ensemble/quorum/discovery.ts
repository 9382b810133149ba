import type { Quorum } from '../../config/quorum.ts'

/** How far a server's history goes. */
export interface History {
  readonly currentEpoch: number
  readonly lastZxid: bigint
}

/** What a new leader waits for before it may serve: each time for a quorum of voters, itself among them. Pure. */
export class Discovery {
  readonly #quorum: Quorum
  readonly #self: number
  readonly #joined = new Set<number>()
  readonly #promised = new Set<number>()
  readonly #synced = new Set<number>()
  #highest = -1
  #hasPromises = false
  #epoch: number | undefined

  constructor(quorum: Quorum, self: number) {
    this.#quorum = quorum
    this.#self = self
  }

  /** A server is here, with the highest epoch that it promised to follow. Gives the new epoch, once there is a quorum. */
  join(id: number, acceptedEpoch: number): number | undefined {
    if (this.#epoch !== undefined) return this.#epoch
    this.#highest = Math.max(this.#highest, acceptedEpoch)
    this.#joined.add(id)
    if (this.#isEnough(this.#joined)) this.#epoch = this.#highest + 1
    return this.#epoch
  }

  /** A server promised to follow in the new epoch. True when a quorum has. */
  promise(id: number): boolean {
    this.#promised.add(id)
    this.#hasPromises ||= this.#isEnough(this.#promised)
    return this.#hasPromises
  }

  /** It stays so, though the members may change later. */
  get hasPromises(): boolean {
    return this.#hasPromises
  }

  /** A server has all that the leader has. True when a quorum has. */
  sync(id: number): boolean {
    this.#synced.add(id)
    return this.#isEnough(this.#synced)
  }

  get synced(): readonly number[] {
    return [...this.#synced]
  }

  #isEnough(ids: ReadonlySet<number>): boolean {
    return ids.has(this.#self) && this.#quorum.isQuorum(ids)
  }
}

/** A leader must not lack what a follower has. */
export function isAhead(follower: History, leader: History): boolean {
  if (follower.currentEpoch !== leader.currentEpoch) return follower.currentEpoch > leader.currentEpoch
  return follower.lastZxid > leader.lastZxid
}
