import type { Violation } from '../simulation/drive.ts'
import type { Trace } from '../simulation/trace.ts'
import type { VirtualTime } from '../simulation/virtual-time.ts'
import type { Exchange } from './witness/exchange.ts'

export type ViolationKind =
  | 'lost'
  | 'invented'
  | 'servers differ'
  | 'went back'
  | 'not linearizable'
  | 'not in order'
  | 'stale after sync'
  | 'watch'
  | 'session'
  | 'sequence'
  | 'not converged'
  | 'crash'

/** A watch that fired. */
export interface WatchEvent {
  /** A `watchEventType`. */
  readonly event: number
  readonly path: string
}

/** Watches that a client asks a new connection for: it has not heard of what they are for, whatever was sent to it. */
export interface Rearmed {
  readonly nodes: readonly string[]
  readonly children: readonly string[]
}

/** What a session's client was told, and what it asked, in order. */
export interface SessionRecord {
  readonly id: bigint
  readonly client: string
  readonly exchanges: Exchange[]
  /** Answers and watch events in the order in which they came. */
  readonly heard: (Exchange | WatchEvent | Rearmed)[]
  /** The highest zxid that an answer told. */
  seen: bigint
  /** When a server said that it is over; infinite until then. Virtual milliseconds. */
  expiredAt: number
}

/** What the clients of a run sent and got, as the wire showed it. */
export class History {
  readonly violations: Violation<ViolationKind>[] = []
  readonly exchanges: Exchange[] = []
  readonly sessions = new Map<bigint, SessionRecord>()
  readonly #time: VirtualTime
  readonly #trace: Trace
  #order = 0

  constructor(time: VirtualTime, trace: Trace) {
    this.#time = time
    this.#trace = trace
  }

  /** For those who read the trace. */
  tell(who: string, what: () => string): void {
    if (this.#trace.isWritten) this.#trace.say(who, what())
  }

  violate(kind: ViolationKind, text: string): void {
    if (this.violations.length < 50) this.violations.push({ kind, text: `at ${this.now().toFixed(1)} ms: ${text}` })
  }

  /** Counts what happens: of two things the later one has the higher number. */
  next(): number {
    return ++this.#order
  }

  now(): number {
    return this.#time.now
  }

  session(id: bigint, client: string): SessionRecord {
    const known = this.sessions.get(id)
    if (known !== undefined) return known
    const session = { id, client, exchanges: [], heard: [], seen: 0n, expiredAt: Number.POSITIVE_INFINITY }
    this.sessions.set(id, session)
    return session
  }
}

export const hex = (value: bigint) => `0x${BigInt.asUintN(64, value).toString(16)}`
