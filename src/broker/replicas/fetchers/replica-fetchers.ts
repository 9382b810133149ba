import { KafkaError } from '../../../wire/kafka/errors.ts'
import type { FollowerFetchers } from '../follower-fetchers.ts'
import type { Partition } from '../partition.ts'
import { ReplicationQuota } from '../throttle/replication-quota.ts'
import { Fetcher, type FetcherOptions } from './fetcher.ts'
import { fetcherId } from './fetcher-id.ts'
import type { Followed } from './followed.ts'
import type { FollowerFetchersOptions } from './options.ts'

interface Place {
  readonly fetcher: Fetcher
  readonly followed: Followed
}

/** A fetcher for each leader and fetcher id (`num.replica.fetchers`), made when needed. */
export class ReplicaFetchers implements FollowerFetchers {
  readonly #options: FetcherOptions
  readonly #fetchers = new Map<string, Fetcher>()
  readonly #places = new Map<Partition, Place>()
  readonly #ending = new Set<Promise<void>>()
  #count: number

  constructor(options: FollowerFetchersOptions) {
    const { config, logger } = options
    const quota = new ReplicationQuota({ side: 'follower', ...options })
    this.#options = { ...options, quota, logger: logger.named('kafka.server.ReplicaFetcherThread') }
    this.#count = config.get('num.replica.fetchers')
    config.onChange(() => this.#resize())
  }

  follow(partition: Partition, leader: number): void {
    this.#leave(partition)
    if (!truncatedToKnown(partition)) return
    const fetcher = this.#fetcherFor(partition, leader)
    this.#places.set(partition, { fetcher, followed: fetcher.add(partition) })
  }

  stop(partition: Partition): void {
    this.#leave(partition)
  }

  settle(): void {
    for (const [key, fetcher] of this.#fetchers) {
      if (!fetcher.isIdle) continue
      this.#fetchers.delete(key)
      this.#end(fetcher)
    }
  }

  review(): void {
    for (const { fetcher, followed } of this.#places.values()) fetcher.review(followed)
  }

  async close(): Promise<void> {
    this.#places.clear()
    for (const fetcher of this.#fetchers.values()) this.#end(fetcher)
    this.#fetchers.clear()
    await Promise.all(this.#ending)
  }

  #leave(partition: Partition): void {
    const place = this.#places.get(partition)
    if (place === undefined) return
    this.#places.delete(partition)
    place.fetcher.remove(place.followed)
  }

  #fetcherFor({ topic, partition }: Partition, leader: number): Fetcher {
    const id = fetcherId(topic, partition, this.#count)
    const key = `${leader}-${id}`
    const known = this.#fetchers.get(key)
    if (known !== undefined) return known
    const fetcher = new Fetcher(leader, id, this.#options)
    this.#fetchers.set(key, fetcher)
    return fetcher
  }

  #end(fetcher: Fetcher): void {
    const ended = fetcher.close().finally(() => this.#ending.delete(ended))
    this.#ending.add(ended)
  }

  /** `num.replica.fetchers` may change while the broker runs: the partitions are spread anew. */
  #resize(): void {
    const count = this.#options.config.get('num.replica.fetchers')
    if (count === this.#count) return
    this.#count = count
    for (const [partition, { fetcher }] of [...this.#places]) this.follow(partition, fetcher.leader)
    this.settle()
  }
}

/** Without any epoch nothing tells how far the log agrees with the leader's but what is committed. False when the disk refuses. */
function truncatedToKnown(partition: Partition): boolean {
  const { log } = partition
  try {
    if (log.latestEpoch === undefined) partition.truncateTo(log.highWatermark)
    return true
  } catch (error) {
    if (error instanceof KafkaError) return false
    throw error
  }
}
