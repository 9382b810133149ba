import type { Database } from '../storage/database.ts'
import type { TxnResult } from '../tree/apply.ts'
import type { TxnEntry } from '../tree/txn.ts'
import type { Request } from './request.ts'

/** Hears of a request's end: what was logged for it, and what came of that. */
export type Committed = (entry: TxnEntry, result: TxnResult) => void

/** What a server is to its ensemble, as `Mode:` shows it. */
export type Role = 'standalone' | 'leader' | 'follower' | 'observer' | 'read-only'

/** The sessions of the clients in front. Who ends those that nobody touches is the source's affair. */
export interface SessionBook {
  /** An id that no session has, with this server's id in its highest byte. */
  newId(): bigint
  /** Starts the time of a new session, before its `createSession` is submitted. */
  begin(id: bigint, timeout: number): void
  /** Its client was heard. */
  touch(id: bigint, timeout: number): void
  /** A client is back with a session: `answer` hears, in a turn, whether it still lives; its requests come through here from now on. */
  renew(id: bigint, timeout: number, answer: (isAlive: boolean) => void): void
  /** There are sessions that only their own servers know; `isLocal` tells those of this one. */
  knownElsewhere?(isLocal: (id: bigint) => boolean): void
  /** Sessions known here. */
  readonly size: number
  /** The ends to come, in monotonic milliseconds, soonest first; empty where another server keeps the time. */
  pending(): Iterable<[end: number, ids: ReadonlySet<bigint>]>
}

/** The front that clients are connected to, as its source sees it. */
export interface CommitListener {
  /** Runs around each lot of commits, so that answers leave together. */
  turn(work: () => void): void
  /** A `closeSession` was applied and its asker, if there was one here, answered: whoever speaks for the session is sent away. */
  sessionEnded(id: bigint): void
}

/**
 * Where clients' changes go, and come back from when they are decided: a server that stands alone, one that leads, or
 * one that asks its leader. After its end it calls nobody back.
 */
export interface CommitSource {
  readonly role: Role
  /** What all commits made; it changes only in `turn`s. */
  readonly database: Database
  readonly sessions: SessionBook
  /** Changes that are under way. */
  readonly outstanding: number
  /** Sessions that only this server knows; undefined where there are none. */
  readonly localSessions?: number
  /** Lines that `srvr` shows at its end for this role. */
  readonly statusLines: readonly string[]
  /** Figures that `mntr` shows for this role. */
  readonly figures: readonly (readonly [key: string, value: string | number])[]
  /** Called once, before anything else. */
  listen(listener: CommitListener): void
  /** Has a change decided, logged and applied; `committed` hears of it in a turn, in the order of the zxids. */
  submit(request: Request, committed: Committed): void
  /** Calls back, in a turn, when all is applied here that was decided before the call (`sync`). */
  sync(reached: () => void): void
}
