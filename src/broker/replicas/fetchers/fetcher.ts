import { errorName } from '../../../wire/kafka/errors.ts'
import { Fetch, type FetchResponse } from '../../../wire/kafka/fetch.ts'
import { Alarm } from '../../delayed/alarm.ts'
import type { Partition } from '../partition.ts'
import type { ReplicationQuota } from '../throttle/replication-quota.ts'
import { type Outcome, type PartitionAnswer, takeAnswer } from './answer.ts'
import { Followed, followedKey } from './followed.ts'
import { LeaderConnection } from './leader-connection.ts'
import { LeaderSession, type SessionRequest } from './leader-session.ts'
import type { FollowerFetchersOptions } from './options.ts'
import { findRange } from './out-of-range.ts'

/** The last version in which topics go by name, and the one that Kafka 3.7 speaks between brokers. */
const versionByName = 12
const versionById = 16

export interface FetcherOptions extends FollowerFetchersOptions {
  /** Of all fetchers together. */
  readonly quota: ReplicationQuota
}

/** Fills the partitions that have one leader: one request under way at a time, and what it brings appended before the next. */
export class Fetcher {
  readonly leader: number
  readonly id: number
  readonly #options: FetcherOptions
  readonly #followed = new Map<string, Followed>()
  readonly #delayed = new Set<Followed>()
  /** Left out while the quota for them is used up. */
  readonly #throttled = new Set<Followed>()
  readonly #session = new LeaderSession()
  readonly #connection: LeaderConnection
  readonly #alarm: Alarm
  readonly #prefix: string
  #outOfRange: Followed[] = []
  #closed = false
  #ended: Promise<void> | undefined

  constructor(leader: number, id: number, options: FetcherOptions) {
    const { brokerId, clock, config, metadata, transport, listener } = options
    const clientId = `broker-${brokerId}-fetcher-${id}`
    this.leader = leader
    this.id = id
    this.#options = options
    this.#prefix = `[ReplicaFetcher replicaId=${brokerId}, leaderId=${leader}, fetcherId=${id}]`
    this.#alarm = new Alarm(clock)
    this.#connection = new LeaderConnection({ leader, clientId, metadata, transport, clock, config, listener })
  }

  get isIdle(): boolean {
    return this.#followed.size === 0
  }

  /** Begins to fetch the partition from where its log ends now. */
  add(partition: Partition): Followed {
    const followed = new Followed(partition)
    this.#followed.set(followed.key, followed)
    this.#want(followed)
    this.#ended ??= Promise.resolve().then(() => this.#run()) // when all partitions of a request have been added
    this.#alarm.ring()
    return followed
  }

  remove(followed: Followed): void {
    this.#delayed.delete(followed)
    this.#throttled.delete(followed)
    if (!this.#isCurrent(followed)) return
    this.#followed.delete(followed.key)
    this.#session.leaveOut(followed.key)
  }

  /** Tells the leader where the log starts when that is elsewhere than it was told. */
  review(followed: Followed): void {
    const wanted = this.#session.wanted(followed.key)
    if (wanted !== undefined && wanted.logStartOffset !== followed.partition.log.logStartOffset) this.#want(followed)
  }

  /** Ends at once; resolves when nothing of it touches a log any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#connection.close()
    this.#alarm.ring()
    await this.#ended
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      try {
        await this.#round()
      } catch (error) {
        if (!this.#closed) this.#lost(error)
      }
    }
  }

  async #round(): Promise<void> {
    this.#releaseDelayed()
    this.#throttle()
    const request = this.#session.next()
    if (request === undefined) {
      await this.#alarm.wait(this.#untilNext())
      return
    }
    await this.#fetch(request)
    const lost = this.#outOfRange.splice(0)
    if (lost.length > 0) await this.#findRange(lost)
  }

  #fetch(session: SessionRequest): Promise<void> {
    const { brokerId, brokerEpoch, config } = this.#options
    const version = this.#session.usesTopicIds ? versionById : versionByName
    const body = {
      ...(version === versionById
        ? { replicaState: { replicaId: brokerId, replicaEpoch: brokerEpoch() } }
        : { replicaId: brokerId, replicaState: {} }),
      maxWaitMs: config.get('replica.fetch.wait.max.ms'),
      minBytes: config.get('replica.fetch.min.bytes'),
      maxBytes: config.get('replica.fetch.response.max.bytes'),
      isolationLevel: 0,
      ...session,
    }
    return this.#connection.borrow(Fetch, version, body, (response) => this.#take(response))
  }

  #take(response: FetchResponse): void {
    if (this.#closed) return
    if (!this.#session.answered(response)) {
      this.#log.info(`${this.#prefix} The leader answered ${errorName(response.errorCode)}: a new session begins`)
      return
    }
    for (const { topic, topicId, partitions } of response.responses) {
      for (const answer of partitions) {
        const followed = this.#followed.get(followedKey(topicId, topic, answer.partitionIndex))
        if (followed === undefined || !this.#session.isTold(followed.key)) continue
        this.#count(followed, answer)
        this.#settle(followed, takeAnswer(followed, answer, this.#log))
      }
    }
  }

  #count({ partition: { topic, partition } }: Followed, { records }: PartitionAnswer): void {
    const { quota } = this.#options
    if (records !== null && records.length > 0 && quota.isThrottled(topic, partition)) quota.record(records.length)
  }

  #findRange(lost: readonly Followed[]): Promise<void> {
    return findRange(lost, {
      brokerId: this.#options.brokerId,
      connection: this.#connection,
      logger: this.#log,
      isCurrent: (followed) => this.#isCurrent(followed),
      settled: (followed, outcome) => this.#settle(followed, outcome),
    })
  }

  #settle(followed: Followed, outcome: Outcome): void {
    if (outcome === 'moved') this.#want(followed)
    else if (outcome === 'delay') this.#delay(followed)
    else if (outcome === 'failed') this.remove(followed)
    else if (outcome === 'outOfRange') this.#outOfRange.push(followed)
  }

  #want(followed: Followed): void {
    this.#session.want(followed.key, followed.wanted(this.#options.config.get('replica.fetch.max.bytes')))
  }

  /** The leader could not be asked: all wait a while, and a new session begins. */
  #lost(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error)
    this.#log.warn(`${this.#prefix} Error in response for fetch request: ${text}`)
    this.#connection.reset()
    this.#session.lost()
    this.#outOfRange = []
    for (const followed of this.#followed.values()) this.#delay(followed)
  }

  #delay(followed: Followed): void {
    const { clock, config } = this.#options
    followed.delayedUntil = clock.elapsed() + config.get('replica.fetch.backoff.ms')
    this.#session.leaveOut(followed.key)
    this.#throttled.delete(followed)
    this.#delayed.delete(followed)
    this.#delayed.add(followed)
  }

  /** Those that were delayed first are due first. */
  #releaseDelayed(): void {
    if (this.#delayed.size === 0) return
    const now = this.#options.clock.elapsed()
    for (const followed of this.#delayed) {
      if (followed.delayedUntil > now) return
      this.#delayed.delete(followed)
      this.#want(followed)
    }
  }

  /** Leaves out what may not be fetched now; what has caught up once is fetched all the same. */
  #throttle(): void {
    const { isExceeded } = this.#options.quota
    for (const followed of this.#throttled) {
      if (isExceeded && this.#isThrottled(followed)) continue
      this.#throttled.delete(followed)
      this.#want(followed)
    }
    if (!isExceeded) return
    for (const followed of this.#followed.values()) {
      if (!this.#session.wants(followed.key) || !this.#isThrottled(followed)) continue
      this.#session.leaveOut(followed.key)
      this.#throttled.add(followed)
    }
  }

  #isThrottled({ isInSync, partition: { topic, partition } }: Followed): boolean {
    return !isInSync && this.#options.quota.isThrottled(topic, partition)
  }

  #untilNext(): number {
    const { clock, config } = this.#options
    const [first] = this.#delayed
    const delayed = first === undefined ? Number.POSITIVE_INFINITY : first.delayedUntil - clock.elapsed()
    return this.#throttled.size === 0 ? delayed : Math.min(delayed, config.get('replica.fetch.backoff.ms'))
  }

  #isCurrent(followed: Followed): boolean {
    return this.#followed.get(followed.key) === followed
  }

  get #log() {
    return this.#options.logger
  }
}
