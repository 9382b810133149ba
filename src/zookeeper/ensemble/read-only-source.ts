import type { Clock, Timer } from '../../base/clock.ts'
import { errorCode } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { CommitListener, CommitSource, Committed, SessionBook } from '../processors/commit-source.ts'
import type { Request } from '../processors/request.ts'
import { GlobalSessions } from '../session/global-sessions.ts'
import type { Database } from '../storage/database.ts'
import type { Txn } from '../tree/txn.ts'

export interface ReadOnlyOptions {
  readonly clock: Clock
  readonly tickTime: number
  readonly myId: number
  readonly database: Database
}

/**
 * What a server of an ensemble is for its clients while it has no leader (`readonlymode.enabled`): it shows what it
 * knows, which may be old, and changes nothing. Sessions live and end here, without a transaction.
 */
export class ReadOnlySource implements CommitSource {
  readonly role = 'read-only'
  readonly sessions: SessionBook
  readonly database: Database
  readonly outstanding = 0
  readonly statusLines = []
  readonly figures = []
  readonly #clock: Clock
  readonly #book: GlobalSessions
  #listener: CommitListener = { turn: (work) => work(), sessionEnded: () => {} }
  #expiry: Timer | undefined
  #isStopped = false

  constructor({ clock, tickTime, myId, database }: ReadOnlyOptions) {
    this.#clock = clock
    this.database = database
    this.#book = new GlobalSessions(clock, tickTime, myId)
    this.sessions = this.#book
  }

  listen(listener: CommitListener): void {
    this.#listener = listener
    this.#expireAtNextTick()
  }

  submit(request: Request, committed: Committed): void {
    if (this.#isStopped) return
    if (request.type === opCode.createSession) answer(request, { kind: 'createSession', timeOut: 0 }, 0, committed)
    else if (request.type === opCode.closeSession) {
      this.#book.table.remove(request.sessionId)
      answer(request, { kind: 'closeSession', paths: [] }, 0, committed)
    } else {
      const err = errorCode('notReadOnly')
      answer(request, { kind: 'error', err }, err, committed)
    }
  }

  /** Nobody decides anything; servers don't ask it of a source that is read-only. */
  sync(reached: () => void): void {
    reached()
  }

  /** No callback comes after this. */
  stop(): void {
    this.#isStopped = true
    this.#expiry?.cancel()
  }

  #expireAtNextTick(): void {
    const { table } = this.#book
    this.#expiry = this.#clock.after(table.untilNextTick(this.#clock.elapsed()), () => {
      const expired = table.expired(this.#clock.elapsed())
      this.#listener.turn(() => {
        for (const { id } of expired) {
          table.remove(id)
          this.#listener.sessionEnded(id)
        }
      })
      this.#expireAtNextTick()
    })
  }
}

function answer(request: Request, txn: Txn, err: number, committed: Committed): void {
  const { sessionId, cxid, type } = request
  committed({ header: { clientId: sessionId, cxid, zxid: 0n, time: 0, type }, txn, digest: undefined }, { err })
}
