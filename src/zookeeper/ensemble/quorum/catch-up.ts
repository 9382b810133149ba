import { packetType, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import type { Database } from '../../storage/database.ts'
import { decodeEntry } from '../../storage/txn-codec.ts'
import type { TxnEntry } from '../../tree/txn.ts'

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
  #isOnSnapshot: boolean
  #held: Held[] = []
  #decided = 0

  constructor(database: Database, isOnSnapshot: boolean) {
    this.#database = database
    this.#isOnSnapshot = isOnSnapshot
  }

  /** @throws MalformedError */
  take({ type, zxid, data }: QuorumPacket): void {
    switch (type) {
      case packetType.proposal:
        this.#held.push(readHeld(data))
        return
      case packetType.commit:
      case packetType.commitAndActivate:
        this.#decide(zxid)
        return
      case packetType.inform:
        this.#inform(readHeld(data))
        return
      case packetType.informAndActivate:
        this.#inform(readHeld(data?.subarray(8) ?? null))
        return
      default:
    }
  }

  /** The snapshot goes to the disk: what comes from now on is not in it. */
  sealSnapshot(): void {
    this.#isOnSnapshot = false
  }

  /** In the leader's order. */
  get held(): readonly Held[] {
    return this.#held
  }

  /** So many of them, from the first on, have happened. */
  get decided(): number {
    return this.#decided
  }

  #decide(zxid: bigint): void {
    const next = this.#held[this.#decided]
    if (next?.entry.header.zxid !== zxid) throw notNext(zxid)
    if (this.#isOnSnapshot) {
      this.#held.shift()
      this.#database.apply(next.entry, next.bytes)
    } else this.#decided++
  }

  #inform(held: Held): void {
    this.#held.push(held)
    this.#decide(held.entry.header.zxid)
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
