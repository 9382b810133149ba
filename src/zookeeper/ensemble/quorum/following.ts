import { packetType, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { Journal } from '../../storage/journal.ts'
import type { TxnEntry } from '../../tree/txn.ts'
import { type Held, notNext, readHeld } from './catch-up.ts'
import { LearnerSource, type LearnerSourceOptions } from './learner-source.ts'
import { Logging } from './logging.ts'
import type { MembershipNews } from './membership-news.ts'
import { packet } from './packets.ts'

export interface FollowingOptions extends LearnerSourceOptions {
  /** The log can't be written any more. */
  readonly failed: (error: Error) => void
  readonly news: MembershipNews
}

/** Takes what the leader proposes and decides: logs the one, says so when it is on the disk, and makes the other. */
export class Following {
  readonly source: LearnerSource
  readonly #options: FollowingOptions
  readonly #journal: Journal
  readonly #logging: Logging
  /** Proposed and not decided, in order. */
  #proposed: Held[] = []
  #isAcknowledged = false

  constructor(options: FollowingOptions) {
    this.#options = options
    this.source = new LearnerSource(options)
    this.#journal = new Journal(options)
    this.#logging = new Logging({
      clock: options.clock,
      journal: this.#journal,
      synced: (zxids) => this.#synced(zxids),
      failed: options.failed,
    })
  }

  /** Logs what the leader had before; resolves when it is on the disk, or never will be. */
  async log(earlier: readonly Held[]): Promise<void> {
    for (const { entry, bytes } of earlier) this.#logging.append(entry, bytes)
    await new Promise<void>((resolve) => this.#logging.barrier(resolve))
  }

  /**
   * The leader knows that this server has its state: from now on it hears of each proposal on the disk.
   * @param held what came until now, of which the first `logged` are logged and the first `decided` have happened
   */
  begin(held: readonly Held[], logged: number, decided: number): void {
    this.#isAcknowledged = true
    if (!this.#options.isObserver) this.#acknowledge(held.slice(decided, logged).map(({ entry }) => entry.header.zxid))
    for (const { entry, bytes } of held.slice(logged)) this.#logging.append(entry, bytes)
    for (const each of held.slice(0, decided)) this.#apply(each)
    this.#proposed = held.slice(decided)
  }

  /** @throws MalformedError */
  take({ type, zxid, data }: QuorumPacket): void {
    switch (type) {
      case packetType.proposal:
        this.#propose(readHeld(data))
        return
      case packetType.commit:
        this.#commit(zxid)
        return
      case packetType.commitAndActivate:
        this.#options.news.decided(this.#commit(zxid), data)
        return
      case packetType.inform:
        this.#inform(readHeld(data))
        return
      case packetType.informAndActivate:
        this.#options.news.decided(this.#inform(readHeld(data?.subarray(8) ?? null)), data)
        return
      case packetType.ping:
        this.#options.send(packet(packetType.ping, zxid, this.source.takeTouched()))
        return
      case packetType.revalidate:
        this.source.revalidated(data ?? Buffer.alloc(0))
        return
      case packetType.sync:
        this.source.synced()
        return
      default:
        throw new MalformedError(`Unknown packet type: ${type}`)
    }
  }

  stop(): void {
    this.source.stop()
  }

  /** What was proposed is on the disk then. */
  close(): Promise<void> {
    this.stop()
    return this.#logging.close()
  }

  #propose(held: Held): void {
    this.#proposed.push(held)
    this.#options.news.proposed(held.entry)
    this.#logging.append(held.entry, held.bytes)
  }

  #commit(zxid: bigint): TxnEntry {
    const first = this.#proposed.shift()
    if (first?.entry.header.zxid !== zxid) throw notNext(zxid)
    this.#apply(first)
    return first.entry
  }

  #inform(held: Held): TxnEntry {
    this.#logging.append(held.entry, held.bytes)
    this.#apply(held)
    return held.entry
  }

  #apply({ entry, bytes }: Held): void {
    this.source.commit(entry, bytes)
    this.#journal.applied(1)
  }

  #synced(zxids: readonly bigint[]): void {
    if (this.#isAcknowledged && !this.#options.isObserver) this.#acknowledge(zxids)
  }

  #acknowledge(zxids: readonly bigint[]): void {
    for (const zxid of zxids) this.#options.send(packet(packetType.ack, zxid))
  }
}
