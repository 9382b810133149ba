import { opCode } from '../../../wire/jute/op-codes.ts'
import { ForwardedRequest, packetType, SessionTouch, SessionValidity } from '../../../wire/jute/quorum.ts'
import { SyncRequest } from '../../../wire/jute/requests.ts'
import { decodeJute, encodeJute, Writer, writeJute } from '../../../wire/schema/index.ts'
import type { CommitListener, CommitSource, Committed, SessionBook } from '../../processors/commit-source.ts'
import type { Request } from '../../processors/request.ts'
import { Sessions } from '../../session/sessions.ts'
import type { Database } from '../../storage/database.ts'
import type { TxnEntry } from '../../tree/txn.ts'
import { packet } from './packets.ts'
import type { RoleOptions } from './role.ts'

export interface LearnerSourceOptions extends RoleOptions {
  readonly isObserver: boolean
  /** Sends a packet to the leader. */
  readonly send: (packet: Buffer) => void
}

interface Pending {
  readonly cxid: number
  readonly type: number
  readonly committed: Committed
}

/** What a follower or observer is for its clients: it asks the leader, and hears what was decided. */
export class LearnerSource implements CommitSource, SessionBook {
  readonly role: 'follower' | 'observer'
  readonly sessions: SessionBook = this
  readonly statusLines = []
  readonly figures = []
  readonly #options: LearnerSourceOptions
  readonly #ids: Sessions
  /** Asked of the leader, in their order, by session, as long as it lives. */
  readonly #pending = new Map<bigint, Pending[]>()
  #pendingCount = 0
  #syncs: (() => void)[] = []
  readonly #renewals = new Map<bigint, { timeout: number; answer: (isAlive: boolean) => void }[]>()
  /** Heard since the leader asked last: time-outs by session. */
  #touched = new Map<bigint, number>()
  #listener: CommitListener = { turn: (work) => work(), sessionEnded: () => {} }
  #isStopped = false

  constructor(options: LearnerSourceOptions) {
    const { config, clock, myId, isObserver } = options
    this.#options = options
    this.role = isObserver ? 'observer' : 'follower'
    this.#ids = new Sessions(config.tickTime, myId, clock.now())
  }

  get database(): Database {
    return this.#options.database
  }

  get outstanding(): number {
    return this.#pendingCount
  }

  listen(listener: CommitListener): void {
    this.#listener = listener
  }

  turn(work: () => void): void {
    this.#listener.turn(work)
  }

  submit({ sessionId, cxid, type, body, ids }: Request, committed: Committed): void {
    if (this.#isStopped) return
    const pending = this.#pending.get(sessionId)
    if (pending === undefined) this.#pending.set(sessionId, [{ cxid, type, committed }])
    else pending.push({ cxid, type, committed })
    this.#pendingCount++
    this.#options.send(packet(packetType.request, -1n, forwarded(sessionId, cxid, type, body), ids))
  }

  sync(reached: () => void): void {
    if (this.#isStopped) return
    this.#syncs.push(reached)
    const body = encodeJute(SyncRequest, { path: '/' })
    this.#options.send(packet(packetType.request, -1n, forwarded(0n, 0, opCode.sync, body), []))
  }

  newId(): bigint {
    return this.#ids.newId()
  }

  begin(id: bigint, timeout: number): void {
    this.touch(id, timeout)
  }

  touch(id: bigint, timeout: number): void {
    this.#touched.set(id, timeout)
  }

  renew(id: bigint, timeout: number, answer: (isAlive: boolean) => void): void {
    if (this.#isStopped) return
    const waiting = this.#renewals.get(id) ?? []
    this.#renewals.set(id, [...waiting, { timeout, answer }])
    this.#options.send(packet(packetType.revalidate, -1n, encodeJute(SessionTouch, { sessionId: id, timeout })))
  }

  get size(): number {
    return this.database.sessions.size
  }

  pending(): Iterable<[end: number, ids: ReadonlySet<bigint>]> {
    return []
  }

  /** The sessions that were heard since the last time, for the leader. */
  takeTouched(): Buffer {
    const writer = new Writer()
    for (const [sessionId, timeout] of this.#touched) writeJute(SessionTouch, writer, { sessionId, timeout })
    this.#touched = new Map()
    return writer.finishBytes()
  }

  /** The leader decided so: it is made here, and who asked for it hears of it. */
  commit(entry: TxnEntry, bytes: Buffer): void {
    const { clientId } = entry.header
    const result = this.database.apply(entry, bytes)
    if (this.#isStopped) return
    this.#takePending(entry)?.committed(entry, result)
    if (entry.txn.kind !== 'closeSession') return
    this.#forget(clientId)
    this.#listener.sessionEnded(clientId)
  }

  /** The leader answered the oldest sync. */
  synced(): void {
    this.#syncs.shift()?.()
  }

  /** The leader answered whether a session lives. */
  revalidated(data: Buffer): void {
    const { sessionId, isValid } = decodeJute(SessionValidity, data)
    const [first, ...others] = this.#renewals.get(sessionId) ?? []
    if (others.length === 0) this.#renewals.delete(sessionId)
    else this.#renewals.set(sessionId, others)
    if (first === undefined) return
    if (isValid) this.touch(sessionId, first.timeout)
    first.answer(isValid)
  }

  /** No callback comes after this. */
  stop(): void {
    this.#isStopped = true
  }

  #takePending({ header }: TxnEntry): Pending | undefined {
    const pending = this.#pending.get(header.clientId)
    const first = pending?.[0]
    if (pending === undefined || first === undefined || !answers(header, first)) return undefined
    pending.shift()
    this.#pendingCount--
    return first
  }

  /** What its client still asked for won't be answered. */
  #forget(session: bigint): void {
    this.#pendingCount -= this.#pending.get(session)?.length ?? 0
    this.#pending.delete(session)
  }
}

/** The leader may end a session while its client asks for something else. */
function answers(header: TxnEntry['header'], { cxid, type }: Pending): boolean {
  return header.cxid === cxid && (header.type !== opCode.closeSession || type === opCode.closeSession)
}

function forwarded(sessionId: bigint, cxid: number, type: number, body: Buffer): Buffer {
  return Buffer.concat([encodeJute(ForwardedRequest, { sessionId, cxid, type }), body])
}
