import { packetType, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import type { Database } from '../../storage/database.ts'
import { decodeEntry } from '../../storage/txn-codec.ts'
import type { TxnEntry } from '../../tree/txn.ts'
import type { MembershipNews } from './membership-news.ts'

/** A transaction that the leader proposed. */
export interface Held {
  readonly entry: TxnEntry
  readonly bytes: Buffer
}

/**
 * What a leader sends first: all that it had before this server came. A part of it is nothing to go on from, so it is
 * held back until all is there; only what follows a snapshot, and is in no file yet either, is made at once.
 */
export class CatchUp {
  readonly #database: Database
  readonly #news: MembershipNews
  #isOnSnapshot: boolean
  #held: Held[] = []
  #decided = 0

  constructor(database: Database, isOnSnapshot: boolean, news: MembershipNews) {
    this.#database = database
    this.#news = news
    this.#isOnSnapshot = isOnSnapshot
  }

  /** @throws MalformedError */
  take({ type, zxid, data }: QuorumPacket): void {
    switch (type) {
      case packetType.proposal:
        this.#propose(readHeld(data))
        return
      case packetType.commit:
        this.#decide(zxid)
        return
      case packetType.commitAndActivate:
        this.#news.decided(this.#decide(zxid), data)
        return
      case packetType.inform:
        this.#inform(readHeld(data))
        return
      case packetType.informAndActivate:
        this.#news.decided(this.#inform(readHeld(data?.subarray(8) ?? null)), data)
        return
      default:
    }
  }

  /** The snapshot goes to the disk: what comes from now on is not in it. */
  sealSnapshot(): void {
    this.#isOnSnapshot = false
    this.#database.checksDigestsFrom = this.#database.lastZxid
  }

  /** In the leader's order. */
  get held(): readonly Held[] {
    return this.#held
  }

  /** So many of them, from the first on, have happened. */
  get decided(): number {
    return this.#decided
  }

  #propose(held: Held): void {
    this.#held.push(held)
    this.#news.proposed(held.entry)
  }

  #decide(zxid: bigint): TxnEntry {
    const next = this.#held[this.#decided]
    if (next?.entry.header.zxid !== zxid) throw notNext(zxid)
    if (this.#isOnSnapshot) {
      this.#held.shift()
      this.#database.apply(next.entry, next.bytes)
    } else this.#decided++
    return next.entry
  }

  #inform(held: Held): TxnEntry {
    this.#held.push(held)
    return this.#decide(held.entry.header.zxid)
  }
}

/** @throws MalformedError */
export function readHeld(data: Buffer | null): Held {
  if (data === null) throw new MalformedError('a transaction without data')
  return { entry: decodeEntry(data), bytes: data }
}

export function notNext(zxid: bigint): MalformedError {
  return new MalformedError(`Committing zxid 0x${zxid.toString(16)} that is not the next pending one`)
}
