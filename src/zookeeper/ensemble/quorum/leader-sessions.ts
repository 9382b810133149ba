import type { Clock } from '../../../base/clock.ts'
import { ZooKeeperError } from '../../../wire/jute/errors.ts'
import type { SessionBook } from '../../processors/commit-source.ts'
import type { Request } from '../../processors/request.ts'
import { GlobalSessions } from '../../session/global-sessions.ts'
import type { Sessions } from '../../session/sessions.ts'

/** All sessions of the ensemble, and through which server each of them speaks. */
export class LeaderSessions implements SessionBook {
  readonly #sessions: GlobalSessions
  readonly #myId: number
  #isLocal: ((id: bigint) => boolean) | undefined
  readonly #owners = new Map<bigint, object>()

  constructor(clock: Clock, tickMs: number, myId: number) {
    this.#sessions = new GlobalSessions(clock, tickMs, myId)
    this.#myId = myId
  }

  get table(): Sessions {
    return this.#sessions.table
  }

  newId(): bigint {
    return this.#sessions.newId()
  }

  begin(id: bigint, timeout: number, owner: object = this): void {
    this.#sessions.begin(id, timeout)
    this.#owners.set(id, owner)
  }

  touch(id: bigint, timeout: number): void {
    this.#sessions.touch(id, timeout)
  }

  renew(id: bigint, timeout: number, answer: (isAlive: boolean) => void): void {
    answer(this.revalidate(id, timeout, this))
  }

  /** Its client speaks through this owner from now on; false when the session is over. */
  revalidate(id: bigint, timeout: number, owner: object): boolean {
    const isAlive = this.#sessions.touch(id, timeout)
    if (isAlive) this.#owners.set(id, owner)
    return isAlive
  }

  knownElsewhere(isLocal: (id: bigint) => boolean): void {
    this.#isLocal = isLocal
  }

  /**
   * @param mustBeKnown a session that only its own server knows is not enough
   * @throws ZooKeeperError sessionExpired, sessionMoved
   */
  check({ sessionId, owner = this }: Request, mustBeKnown: boolean): void {
    if (!this.table.isAlive(sessionId)) {
      if (!mustBeKnown && this.#mayLive(sessionId)) return
      throw new ZooKeeperError('sessionExpired')
    }
    const known = this.#owners.get(sessionId)
    if (known === undefined) this.#owners.set(sessionId, owner)
    else if (known !== owner) throw new ZooKeeperError('sessionMoved')
  }

  #mayLive(id: bigint): boolean {
    if (this.#isLocal === undefined) return false
    return Number(BigInt.asUintN(64, id) >> 56n) !== this.#myId || this.#isLocal(id)
  }

  remove(id: bigint): void {
    this.table.remove(id)
    this.#owners.delete(id)
  }

  get size(): number {
    return this.#sessions.size
  }

  pending(): Iterable<[end: number, ids: ReadonlySet<bigint>]> {
    return this.#sessions.pending()
  }
}
