import type { Clock } from '../../base/clock.ts'
import { errorCode } from '../../wire/jute/errors.ts'
import { createFlags, opCode } from '../../wire/jute/op-codes.ts'
import { CreateRequest } from '../../wire/jute/requests.ts'
import { MalformedError, Reader, readJute } from '../../wire/schema/index.ts'
import type { CommitListener, CommitSource, Committed, Role, SessionBook } from '../processors/commit-source.ts'
import { readMulti } from '../processors/multi.ts'
import type { Request } from '../processors/request.ts'
import { LocalSessions } from '../session/local-sessions.ts'
import type { Database } from '../storage/database.ts'
import { beginHere, endHere, refuseHere } from './local-answers.ts'

export interface LocalSessionOptions {
  readonly clock: Clock
  readonly tickTime: number
  readonly myId: number
  /** A session becomes the ensemble's with its first ephemeral node; else it can have none. */
  readonly upgrading: boolean
}

/**
 * In front of a leader, follower or observer (`localSessionsEnabled`): sessions begin here and stay here, unknown to the
 * others, until one needs to be known (ZOOKEEPER-1147). A client that goes to another server gets a new one there.
 */
export class LocalSessionSource implements CommitSource, SessionBook {
  readonly sessions: SessionBook = this
  readonly #inner: CommitSource
  readonly #options: LocalSessionOptions
  readonly #local: LocalSessions
  #isStopped = false

  constructor(inner: CommitSource, options: LocalSessionOptions) {
    this.#inner = inner
    this.#options = options
    this.#local = new LocalSessions(options.clock, options.tickTime, options.myId)
    inner.sessions.knownElsewhere?.((id) => this.#isLocal(id))
  }

  get role(): Role {
    return this.#inner.role
  }

  get database(): Database {
    return this.#inner.database
  }

  get outstanding(): number {
    return this.#inner.outstanding
  }

  get statusLines(): readonly string[] {
    return this.#inner.statusLines
  }

  get figures(): CommitSource['figures'] {
    return this.#inner.figures
  }

  get localSessions(): number {
    return this.#local.size
  }

  listen(listener: CommitListener): void {
    this.#inner.listen(listener)
    this.#local.start((ids) => {
      listener.turn(() => {
        for (const id of ids) listener.sessionEnded(id)
      })
    })
  }

  submit(request: Request, committed: Committed): void {
    if (this.#isStopped) return
    const { type, sessionId } = request
    if (!this.#isLocal(sessionId)) this.#inner.submit(request, committed)
    else if (type === opCode.createSession) beginHere(request, committed)
    else if (type === opCode.closeSession) endHere(request, this.#local, committed)
    else if (makesEphemeral(request)) this.#needGlobal(request, committed)
    else this.#inner.submit(request, committed)
  }

  sync(reached: () => void): void {
    this.#inner.sync(reached)
  }

  /** No callback of local sessions comes after this. */
  stop(): void {
    this.#isStopped = true
    this.#local.stop()
  }

  newId(): bigint {
    return this.#inner.sessions.newId()
  }

  begin(id: bigint, timeout: number): void {
    this.#local.begin(id, timeout)
  }

  touch(id: bigint, timeout: number): void {
    if (!this.#local.touch(id, timeout)) this.#inner.sessions.touch(id, timeout)
  }

  renew(id: bigint, timeout: number, answered: (isAlive: boolean) => void): void {
    if (this.#local.touch(id, timeout)) answered(true)
    else this.#inner.sessions.renew(id, timeout, answered)
  }

  get size(): number {
    return this.#inner.sessions.size
  }

  pending(): Iterable<[end: number, ids: ReadonlySet<bigint>]> {
    return this.#inner.sessions.pending()
  }

  #isLocal(id: bigint): boolean {
    return this.#local.table.isAlive(id)
  }

  #needGlobal(request: Request, committed: Committed): void {
    if (this.#options.upgrading) {
      this.#upgrade(request)
      this.#inner.submit(request, committed)
    } else refuseHere(request, errorCode('ephemeralOnLocalSession'), committed)
  }

  /** The ensemble hears of the session before it hears of the request that needs it. */
  #upgrade({ sessionId, ids, arrived }: Request): void {
    const timeout = this.#local.table.timeoutOf(sessionId)
    this.#local.table.remove(sessionId)
    this.#inner.sessions.begin(sessionId, timeout)
    const body = Buffer.alloc(4)
    body.writeInt32BE(timeout)
    this.#inner.submit({ sessionId, cxid: 0, type: opCode.createSession, body, ids, arrived }, () => {})
  }
}

/** As ZooKeeper does, only these three kinds are looked at; what can't be read is for others to refuse. */
function makesEphemeral({ type, body }: Request): boolean {
  try {
    if (type === opCode.create || type === opCode.create2) return isEphemeral(body)
    if (type !== opCode.multi) return false
    return readMulti(body).some(({ type: each, bytes }) => isCreation(each) && isEphemeral(bytes))
  } catch (error) {
    if (error instanceof MalformedError || error instanceof RangeError) return false
    throw error
  }
}

function isCreation(type: number): boolean {
  return type === opCode.create || type === opCode.create2
}

function isEphemeral(body: Buffer): boolean {
  const { flags } = readJute(CreateRequest, new Reader(body))
  return flags === createFlags.ephemeral || flags === createFlags.ephemeralSequential
}
