import { ExpiryQueue } from './expiry.ts'

interface Session {
  readonly timeout: number
  closing: boolean
}

/** The sessions that a server answers for: which live, until when, and new ids. Pure; times are monotonic milliseconds. */
export class Sessions {
  readonly #sessions = new Map<bigint, Session>()
  readonly #expiry: ExpiryQueue<bigint>
  #nextId: bigint

  /**
   * @param serverId goes into the highest byte of new ids
   * @param wallTime milliseconds since 1970: two lives of a server don't give the same ids
   */
  constructor(tickMs: number, serverId: number, wallTime: number) {
    this.#expiry = new ExpiryQueue(tickMs)
    const low = BigInt.asUintN(64, BigInt(wallTime) << 24n) >> 8n
    this.#nextId = BigInt.asIntN(64, low | (BigInt(serverId) << 56n))
  }

  newId(): bigint {
    while (this.#sessions.has(this.#nextId)) this.#nextId++
    return this.#nextId++
  }

  /** Starts the time of a session. True when it was unknown. */
  track(id: bigint, timeout: number, now: number): boolean {
    const isNew = !this.#sessions.has(id)
    if (isNew) this.#sessions.set(id, { timeout, closing: false })
    this.touch(id, timeout, now)
    return isNew
  }

  /** Starts its time again; false when it is over. */
  touch(id: bigint, timeout: number, now: number): boolean {
    const session = this.#sessions.get(id)
    if (session === undefined || session.closing) return false
    this.#expiry.touch(id, timeout, now)
    return true
  }

  isAlive(id: bigint): boolean {
    const session = this.#sessions.get(id)
    return session !== undefined && !session.closing
  }

  /** Milliseconds; 0 for one that is not known. */
  timeoutOf(id: bigint): number {
    return this.#sessions.get(id)?.timeout ?? 0
  }

  /** Its end was decided; it can't be touched any more. */
  close(id: bigint): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.closing = true
  }

  remove(id: bigint): void {
    this.#sessions.delete(id)
    this.#expiry.remove(id)
  }

  /** Takes the sessions that nobody touched in time; they are closing from now on. */
  expired(now: number): { id: bigint; timeout: number }[] {
    return this.#expiry.expired(now).map((id) => {
      this.close(id)
      return { id, timeout: this.timeoutOf(id) }
    })
  }

  untilNextTick(now: number): number {
    return this.#expiry.untilNextTick(now)
  }

  get size(): number {
    return this.#sessions.size
  }

  pending(): Iterable<[end: number, ids: ReadonlySet<bigint>]> {
    return this.#expiry.pending()
  }
}
