import { errorName } from '../../../wire/kafka/errors.ts'
import type { Fetch, FetchResponse } from '../../../wire/kafka/fetch.ts'
import type { InputOf } from '../../../wire/schema/index.ts'
import { zeroUuid } from '../../../wire/schema/index.ts'

type Request = InputOf<typeof Fetch.request>
export type SessionRequest = Required<Pick<Request, 'sessionId' | 'sessionEpoch' | 'topics' | 'forgottenTopicsData'>>

/** What a follower wants of one partition. */
export interface Wanted {
  readonly topic: string
  /** `zeroUuid` when there is none. */
  readonly topicId: string
  readonly partition: number
  readonly currentLeaderEpoch: number
  readonly fetchOffset: number
  readonly lastFetchedEpoch: number
  readonly logStartOffset: number
  readonly partitionMaxBytes: number
}

const full = 0
const largestEpoch = 0x7fffffff

/**
 * A fetch session from the fetcher's side (KIP-227): what the leader knows already is not said again, so a round costs
 * only what changed, however many partitions are followed.
 */
export class LeaderSession {
  readonly #wanted = new Map<string, Wanted>()
  /** What the leader remembers. */
  readonly #told = new Map<string, Wanted>()
  readonly #changed = new Set<string>()
  readonly #forgotten = new Set<string>()
  #withoutId = 0
  #usedIds = true
  #id = 0
  #epoch = full

  /** Topic ids are only spoken of (version 13 and later) when all topics have one. */
  get usesTopicIds(): boolean {
    return this.#withoutId === 0
  }

  /** From the next request on the partition is fetched so. */
  want(key: string, wanted: Wanted): void {
    this.#countIds(key, wanted)
    this.#wanted.set(key, wanted)
    this.#changed.add(key)
    this.#forgotten.delete(key)
  }

  /** From the next request on the partition is not fetched. */
  leaveOut(key: string): void {
    if (!this.#wanted.has(key)) return
    this.#countIds(key, undefined)
    this.#wanted.delete(key)
    this.#changed.delete(key)
    if (this.#told.has(key)) this.#forgotten.add(key)
  }

  wants(key: string): boolean {
    return this.#wanted.has(key)
  }

  /** How the partition is fetched; undefined when it is not. */
  wanted(key: string): Wanted | undefined {
    return this.#wanted.get(key)
  }

  /** True when the leader's last answer about the partition is one to what is wanted now. */
  isTold(key: string): boolean {
    const told = this.#told.get(key)
    return told !== undefined && told === this.#wanted.get(key)
  }

  /** What to send next; undefined when there is nothing to ask for. */
  next(): SessionRequest | undefined {
    if (this.#wanted.size === 0 && this.#forgotten.size === 0) return undefined
    if (this.#usedIds !== this.usesTopicIds) this.#epoch = full
    this.#usedIds = this.usesTopicIds
    return this.#epoch === full ? this.#nextFull() : this.#nextIncremental()
  }

  /** Takes in the leader's answer; false when it tells nothing but that a new session must be begun. */
  answered({ errorCode, sessionId }: Pick<FetchResponse, 'errorCode' | 'sessionId'>): boolean {
    if (errorCode !== 0) {
      if (errorName(errorCode) === 'FETCH_SESSION_ID_NOT_FOUND') this.#id = 0
      this.#epoch = full
      return false
    }
    this.#id = sessionId
    if (sessionId === 0) this.#epoch = full
    else this.#epoch = this.#epoch === largestEpoch ? 1 : this.#epoch + 1
    return true
  }

  /** No answer came: nobody knows what the leader remembers. */
  lost(): void {
    this.#epoch = full
  }

  #nextFull(): SessionRequest | undefined {
    this.#told.clear()
    this.#forgotten.clear()
    this.#changed.clear()
    if (this.#wanted.size === 0) return undefined
    for (const [key, wanted] of this.#wanted) this.#told.set(key, wanted)
    return this.#request(this.#wanted.values(), [])
  }

  #nextIncremental(): SessionRequest {
    const changed: Wanted[] = []
    for (const key of this.#changed) {
      const wanted = this.#wanted.get(key)
      if (wanted === undefined) continue
      changed.push(wanted)
      this.#told.set(key, wanted)
    }
    const gone: Wanted[] = []
    for (const key of this.#forgotten) {
      const told = this.#told.get(key)
      if (told !== undefined) gone.push(told)
      this.#told.delete(key)
    }
    this.#changed.clear()
    this.#forgotten.clear()
    return this.#request(changed, gone)
  }

  #request(wanted: Iterable<Wanted>, forgotten: readonly Wanted[]): SessionRequest {
    const topics = grouped(wanted, partitionOf)
    const forgottenTopicsData = grouped(forgotten, ({ partition }) => partition)
    return { sessionId: this.#id, sessionEpoch: this.#epoch, topics, forgottenTopicsData }
  }

  #countIds(key: string, wanted: Wanted | undefined): void {
    const before = this.#wanted.get(key)
    if (before?.topicId === zeroUuid) this.#withoutId--
    if (wanted?.topicId === zeroUuid) this.#withoutId++
  }
}

const partitionOf = (wanted: Wanted) => ({
  partition: wanted.partition,
  currentLeaderEpoch: wanted.currentLeaderEpoch,
  fetchOffset: wanted.fetchOffset,
  lastFetchedEpoch: wanted.lastFetchedEpoch,
  logStartOffset: wanted.logStartOffset,
  partitionMaxBytes: wanted.partitionMaxBytes,
})

function grouped<T>(wanted: Iterable<Wanted>, of: (wanted: Wanted) => T) {
  const topics = new Map<string, { topic: string; topicId: string; partitions: T[] }>()
  for (const one of wanted) {
    const { topic, topicId } = one
    const key = topicId === zeroUuid ? topic : topicId
    const known = topics.get(key)
    if (known !== undefined) known.partitions.push(of(one))
    else topics.set(key, { topic, topicId, partitions: [of(one)] })
  }
  return [...topics.values()]
}
