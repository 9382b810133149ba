import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { FetchSession } from './session.ts'
import type { Wanted } from './wanted.ts'

/** Sessions that nobody has used for so long make room for others. */
const evictionMs = 120_000
const lastEpoch = 0x7fffffff

export interface FetcherKind {
  readonly isFollower: boolean
  readonly usesTopicIds: boolean
}

/** All fetch sessions of a broker, bounded by `max.incremental.fetch.session.cache.slots`. */
export class FetchSessions {
  readonly #clock: Clock
  readonly #random: Random
  readonly #slots: number
  /** The longest unused first. */
  readonly #sessions = new Map<number, FetchSession>()

  constructor(clock: Clock, random: Random, slots: number) {
    this.#clock = clock
    this.#random = random
    this.#slots = slots
  }

  get size(): number {
    return this.#sessions.size
  }

  /** What serves one request only. */
  passing(wanted: readonly Wanted[], kind: FetcherKind): FetchSession {
    return this.#make(0, wanted, kind)
  }

  /** A new session of these partitions; undefined when there is no room for it. */
  create(wanted: readonly Wanted[], kind: FetcherKind): FetchSession | undefined {
    if (this.#sessions.size >= this.#slots && !this.#evict(wanted.length, kind.isFollower)) return undefined
    const session = this.#make(this.#newId(), wanted, kind)
    this.#sessions.set(session.id, session)
    return session
  }

  #make(id: number, wanted: readonly Wanted[], kind: FetcherKind): FetchSession {
    const soon = (task: () => void) => this.#clock.soon(task)
    const session = new FetchSession({ id, ...kind, now: this.#clock.elapsed(), soon })
    session.update(wanted)
    return session
  }

  #newId(): number {
    for (;;) {
      const id = 1 + this.#random.int(lastEpoch)
      if (!this.#sessions.has(id)) return id
    }
  }

  /** Makes room: the longest unused session goes when it is old, or when the newcomer matters more. */
  #evict(newSize: number, isFollower: boolean): boolean {
    const now = this.#clock.elapsed()
    const [oldest] = this.#sessions.values()
    if (oldest !== undefined && now - oldest.at > evictionMs) return this.remove(oldest.id)
    const worst = [...this.#sessions.values()].sort(byWorth)[0]
    if (worst === undefined) return false
    const outranked = isFollower && !worst.isFollower
    const outgrown = worst.isFollower === isFollower && worst.size < newSize && now - worst.created > evictionMs
    return outranked || outgrown ? this.remove(worst.id) : false
  }

  /** The session for its next request. Throws what a fetcher is told that is out of step. */
  next(id: number, epoch: number, usesTopicIds: boolean): FetchSession {
    const session = this.#sessions.get(id)
    if (session === undefined) throw new KafkaError('FETCH_SESSION_ID_NOT_FOUND')
    if (session.epoch !== epoch) throw new KafkaError('INVALID_FETCH_SESSION_EPOCH')
    if (session.usesTopicIds !== usesTopicIds) throw new KafkaError('FETCH_SESSION_TOPIC_ID_ERROR')
    session.epoch = epoch === lastEpoch ? 1 : epoch + 1
    session.at = this.#clock.elapsed()
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    return session
  }

  remove(id: number): boolean {
    this.#sessions.get(id)?.close()
    return this.#sessions.delete(id)
  }
}

const byWorth = (a: FetchSession, b: FetchSession) => Number(a.isFollower) - Number(b.isFollower) || a.size - b.size
