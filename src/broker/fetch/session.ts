import { type Waiter, WaitingRoom } from '../delayed/delayed.ts'
import type { Presence } from '../replicas/leader/leadership.ts'
import type { Partition } from '../replicas/partition.ts'
import { topicKey, type Wanted } from './wanted.ts'

/** A partition in a session: what is wanted of it, and what its fetcher was told last. */
export class SessionPartition {
  wanted: Wanted
  highWatermark = -1
  logStartOffset = -1
  readonly #session: FetchSession
  readonly #wake: Waiter
  readonly #touch: Waiter
  #heard: Partition | undefined

  constructor(session: FetchSession, wanted: Wanted) {
    this.#session = session
    this.wanted = wanted
    this.#wake = { changed: () => session.wake(this) }
    this.#touch = { changed: () => session.touch(this) }
  }

  /** Hears from now on what happens to the partition: followers wait for its end, consumers for what is committed. */
  listen(partition: Partition | undefined): void {
    if (partition === this.#heard) return
    this.deafen()
    this.#heard = partition
    if (partition === undefined) return
    if (this.#session.isFollower) partition.endRoom.add(this.#wake)
    // A follower learns of a moved high watermark with its next answer, which nobody hurries for.
    partition.room.add(this.#session.isFollower ? this.#touch : this.#wake)
  }

  deafen(): void {
    const { endRoom, room } = this.#heard ?? {}
    endRoom?.remove(this.#wake)
    room?.remove(this.#wake)
    room?.remove(this.#touch)
    this.#heard = undefined
  }
}

export interface FetchSessionOptions {
  /** 0: for one request only. */
  readonly id: number
  /** Its fetches may push consumers' sessions out. */
  readonly isFollower: boolean
  readonly usesTopicIds: boolean
  /** Monotonic time in milliseconds. */
  readonly now: number
  /** Runs a task when this turn of the loop is over. */
  readonly soon: (task: () => void) => void
}

/**
 * Partitions that a fetcher asks for again and again, so that it need not name them (KIP-227).
 *
 * Only those are looked at that may have news: each partition that was found without listens to its log, and says when
 * something happened. A fetch that finds nothing costs nothing, however many partitions the session has.
 */
export class FetchSession implements Presence {
  readonly id: number
  readonly isFollower: boolean
  readonly usesTopicIds: boolean
  readonly created: number
  /** Of its last request. */
  at: number
  epoch = 1
  /** Poked when there may be something to read. */
  readonly room = new WaitingRoom()
  readonly #soon: (task: () => void) => void
  readonly #topics = new Map<string, Map<number, SessionPartition>>()
  /** In the order in which they are served. */
  readonly #pending = new Set<SessionPartition>()
  #size = 0
  #willPoke = false

  constructor({ id, isFollower, usesTopicIds, now, soon }: FetchSessionOptions) {
    this.id = id
    this.isFollower = isFollower
    this.usesTopicIds = usesTopicIds
    this.created = now
    this.at = now
    this.#soon = soon
  }

  get size(): number {
    return this.#size
  }

  /** Those to look at: they were asked for, are not read to the end, or something happened to them. */
  get pending(): ReadonlySet<SessionPartition> {
    return this.#pending
  }

  update(wanted: readonly Wanted[]): void {
    for (const one of wanted) this.#put(one)
  }

  #put(wanted: Wanted): void {
    const key = topicKey(wanted)
    const partitions = this.#topics.get(key) ?? new Map<number, SessionPartition>()
    const known = partitions.get(wanted.partition)
    if (known !== undefined) {
      known.wanted = wanted
      this.#pending.add(known)
      return
    }
    const added = new SessionPartition(this, wanted)
    this.#topics.set(key, partitions)
    partitions.set(wanted.partition, added)
    this.#pending.add(added)
    this.#size++
  }

  forget(named: Pick<Wanted, 'topic' | 'topicId' | 'partition'>): void {
    const partitions = this.#topics.get(topicKey(named))
    const known = partitions?.get(named.partition)
    if (known === undefined) return
    known.deafen()
    partitions?.delete(named.partition)
    this.#pending.delete(known)
    this.#size--
  }

  /** Something happened to the partition. */
  touch(partition: SessionPartition): void {
    this.#pending.add(partition)
  }

  /** There is something to read, or to be told at once: after whatever else this turn of the loop brings. */
  wake(partition: SessionPartition): void {
    this.#pending.add(partition)
    if (this.#willPoke || this.room.isEmpty) return
    this.#willPoke = true
    this.#soon(() => {
      this.#willPoke = false
      this.room.poke()
    })
  }

  touchAll(): void {
    for (const partitions of this.#topics.values()) for (const one of partitions.values()) this.#pending.add(one)
  }

  /** There is nothing to tell of it until it is touched. */
  rest(partition: SessionPartition): void {
    this.#pending.delete(partition)
  }

  /** Whoever was served with records comes last next time. */
  moveToEnd(partition: SessionPartition): void {
    if (this.#pending.delete(partition)) this.#pending.add(partition)
  }

  close(): void {
    for (const partitions of this.#topics.values()) for (const one of partitions.values()) one.deafen()
  }
}
