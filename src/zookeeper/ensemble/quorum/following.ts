import { packetType, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { Journal } from '../../storage/journal.ts'
import { decodeEntry } from '../../storage/txn-codec.ts'
import type { TxnEntry } from '../../tree/txn.ts'
import { LearnerSource, type LearnerSourceOptions } from './learner-source.ts'
import { Logging } from './logging.ts'
import { packet } from './packets.ts'

export interface FollowingOptions extends LearnerSourceOptions {
  /** The log can't be written any more. */
  readonly failed: (error: Error) => void
}

interface Held {
  readonly entry: TxnEntry
  readonly bytes: Buffer
}

/** Takes what the leader proposes and decides: logs the one, says so when it is on the disk, and makes the other. */
export class Following {
  readonly source: LearnerSource
  readonly #options: FollowingOptions
  readonly #journal: Journal
  readonly #logging: Logging
  /** Proposed and not decided, in order. */
  #proposed: Held[] = []
  #isHoldingBack = false
  /** Logged before the leader was acknowledged; undefined afterwards. */
  #silent: bigint[] | undefined = []

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

  /** Nothing is logged until `logHeldBack`: the snapshot before it has to be on the disk first. */
  holdBack(): void {
    this.#isHoldingBack = true
  }

  /** Logs what is proposed and not decided; the snapshot holds the rest. */
  logHeldBack(): void {
    if (!this.#isHoldingBack) return
    this.#isHoldingBack = false
    for (const { entry, bytes } of this.#proposed) this.#logging.append(entry, bytes)
  }

  whenLogged(logged: () => void): void {
    this.#logging.barrier(logged)
  }

  /** The leader knows that this server has its state: from now on it hears of each proposal on the disk. */
  acknowledge(): void {
    const zxids = this.#silent ?? []
    this.#silent = undefined
    this.#synced(zxids)
  }

  /** @throws MalformedError */
  take({ type, zxid, data }: QuorumPacket): void {
    switch (type) {
      case packetType.proposal:
        this.#propose(data)
        return
      case packetType.commit:
      case packetType.commitAndActivate:
        this.#commit(zxid)
        return
      case packetType.inform:
        this.#inform(data)
        return
      case packetType.informAndActivate:
        this.#inform(data?.subarray(8) ?? null)
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

  #propose(data: Buffer | null): void {
    const held = read(data)
    this.#proposed.push(held)
    if (!this.#isHoldingBack) this.#logging.append(held.entry, held.bytes)
  }

  #commit(zxid: bigint): void {
    const first = this.#proposed.shift()
    if (first?.entry.header.zxid !== zxid) {
      throw new MalformedError(`Committing zxid 0x${zxid.toString(16)} that is not the next pending one`)
    }
    this.#apply(first.entry)
  }

  #inform(data: Buffer | null): void {
    const { entry, bytes } = read(data)
    if (!this.#isHoldingBack) this.#logging.append(entry, bytes)
    this.#apply(entry)
  }

  #apply(entry: TxnEntry): void {
    this.source.commit(entry)
    if (!this.#isHoldingBack) this.#journal.applied(1)
  }

  #synced(zxids: readonly bigint[]): void {
    if (this.#silent !== undefined) this.#silent.push(...zxids)
    else if (!this.#options.isObserver) {
      for (const zxid of zxids) this.#options.send(packet(packetType.ack, zxid))
    }
  }
}

function read(data: Buffer | null): Held {
  if (data === null) throw new MalformedError('a transaction without data')
  return { entry: decodeEntry(data), bytes: data }
}
