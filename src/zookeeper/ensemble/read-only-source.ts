import type { Clock } from '../../base/clock.ts'
import { errorCode } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { CommitListener, CommitSource, Committed, SessionBook } from '../processors/commit-source.ts'
import type { Request } from '../processors/request.ts'
import { LocalSessions } from '../session/local-sessions.ts'
import type { Database } from '../storage/database.ts'
import { beginHere, endHere, refuseHere } from './local-answers.ts'

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
  readonly #book: LocalSessions
  #isStopped = false

  constructor({ clock, tickTime, myId, database }: ReadOnlyOptions) {
    this.database = database
    this.#book = new LocalSessions(clock, tickTime, myId)
    this.sessions = this.#book
  }

  listen(listener: CommitListener): void {
    this.#book.start((ids) => {
      listener.turn(() => {
        for (const id of ids) listener.sessionEnded(id)
      })
    })
  }

  get localSessions(): number {
    return this.#book.size
  }

  submit(request: Request, committed: Committed): void {
    if (this.#isStopped) return
    if (request.type === opCode.createSession) beginHere(request, committed)
    else if (request.type === opCode.closeSession) endHere(request, this.#book, committed)
    else refuseHere(request, errorCode('notReadOnly'), committed)
  }

  /** Nobody decides anything; servers don't ask it of a source that is read-only. */
  sync(reached: () => void): void {
    reached()
  }

  /** No callback comes after this. */
  stop(): void {
    this.#isStopped = true
    this.#book.stop()
  }
}
