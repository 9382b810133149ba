import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'

/** What a fetcher wants of one partition. */
export interface Wanted {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  /** −1: not given. */
  readonly lastFetchedEpoch: number
  /** Of the fetcher's own log; −1: not given. */
  readonly logStartOffset: number
  readonly maxBytes: number
}

/** A partition in a session: what is wanted of it, and what its fetcher was told last. */
export interface SessionPartition {
  wanted: Wanted
  highWatermark: number
  logStartOffset: number
}

/** Names the topic as the session's requests do: by id since version 13. */
export const wantedKey = ({ topic, topicId, partition }: Pick<Wanted, 'topic' | 'topicId' | 'partition'>) =>
  `${topicId === '' ? topic : topicId}-${partition}`

/** Sessions that nobody has used for so long make room for others. */
const evictionMs = 120_000
const lastEpoch = 0x7fffffff

/** Partitions that a fetcher asks for again and again, so that it need not name them (KIP-227). */
export class FetchSession {
  readonly id: number
  /** A follower's: may push consumers' sessions out. */
  readonly privileged: boolean
  readonly usesTopicIds: boolean
  readonly created: number
  lastUsed: number
  epoch = 1
  /** In the order in which they are served. */
  readonly partitions = new Map<string, SessionPartition>()

  constructor(id: number, privileged: boolean, usesTopicIds: boolean, now: number) {
    this.id = id
    this.privileged = privileged
    this.usesTopicIds = usesTopicIds
    this.created = now
    this.lastUsed = now
  }

  update(wanted: readonly Wanted[]): void {
    for (const one of wanted) {
      const key = wantedKey(one)
      const known = this.partitions.get(key)
      if (known === undefined) this.partitions.set(key, { wanted: one, highWatermark: -1, logStartOffset: -1 })
      else known.wanted = one
    }
  }

  /** Whoever was served with records comes last next time. */
  moveToEnd(key: string): void {
    const partition = this.partitions.get(key)
    if (partition === undefined) return
    this.partitions.delete(key)
    this.partitions.set(key, partition)
  }
}

/** All fetch sessions of a broker, bounded by `max.incremental.fetch.session.cache.slots`. */
export class FetchSessions {
  readonly #clock: Clock
  readonly #random: Random
  readonly #slots: number
  readonly #sessions = new Map<number, FetchSession>()

  constructor(clock: Clock, random: Random, slots: number) {
    this.#clock = clock
    this.#random = random
    this.#slots = slots
  }

  get size(): number {
    return this.#sessions.size
  }

  /** A new session of these partitions; undefined when there is no room for it. */
  create(wanted: readonly Wanted[], privileged: boolean, usesTopicIds: boolean): FetchSession | undefined {
    const now = this.#clock.elapsed()
    if (this.#sessions.size >= this.#slots && !this.#evict(wanted.length, privileged, now)) return undefined
    const session = new FetchSession(this.#newId(), privileged, usesTopicIds, now)
    session.update(wanted)
    this.#sessions.set(session.id, session)
    return session
  }

  #newId(): number {
    for (;;) {
      const id = 1 + this.#random.int(lastEpoch)
      if (!this.#sessions.has(id)) return id
    }
  }

  /** Makes room: the longest unused session goes when it is old, or when the newcomer matters more. */
  #evict(newSize: number, privileged: boolean, now: number): boolean {
    const [oldest] = this.#sessions.values()
    if (oldest !== undefined && now - oldest.lastUsed > evictionMs) return this.#sessions.delete(oldest.id)
    const candidates = [...this.#sessions.values()].sort(byWorth)
    const worst = candidates[0]
    if (worst === undefined) return false
    const outranked = privileged && !worst.privileged
    const outgrown =
      worst.privileged === privileged && worst.partitions.size < newSize && now - worst.created > evictionMs
    return outranked || outgrown ? this.#sessions.delete(worst.id) : false
  }

  /** The session for its next request. Throws what a fetcher is told that is out of step. */
  next(id: number, epoch: number, usesTopicIds: boolean): FetchSession {
    const session = this.#sessions.get(id)
    if (session === undefined) throw new KafkaError('FETCH_SESSION_ID_NOT_FOUND')
    if (session.epoch !== epoch) throw new KafkaError('INVALID_FETCH_SESSION_EPOCH')
    if (session.usesTopicIds !== usesTopicIds) throw new KafkaError('FETCH_SESSION_TOPIC_ID_ERROR')
    session.epoch = epoch === lastEpoch ? 1 : epoch + 1
    session.lastUsed = this.#clock.elapsed()
    this.#sessions.delete(id)
    this.#sessions.set(id, session)
    return session
  }

  remove(id: number): void {
    this.#sessions.delete(id)
  }
}

const byWorth = (a: FetchSession, b: FetchSession) =>
  Number(a.privileged) - Number(b.privileged) || a.partitions.size - b.partitions.size
