import type { Clock } from '../../../base/clock.ts'
import type { BrokerConfig, Properties } from '../../configs/broker-config.ts'
import type { TopicOverrides } from '../../configs/topic-overrides.ts'
import { WindowedRate } from './windowed-rate.ts'

export interface ReplicationQuotaOptions {
  readonly side: 'leader' | 'follower'
  readonly brokerId: number
  readonly clock: Clock
  readonly config: BrokerConfig
  readonly overrides: TopicOverrides
}

/** Partition numbers, or all. */
type Throttled = ReadonlySet<number> | 'all'

/**
 * The bytes per second that this broker sends to followers that catch up (or fetches from leaders) for those replicas
 * that a topic's config names (KIP-73): `<side>.replication.throttled.rate` and `.replicas`.
 */
export class ReplicationQuota {
  readonly #options: ReplicationQuotaOptions
  readonly #rate: WindowedRate
  /** By the topic's overrides, which are replaced when they change. */
  readonly #parsed = new WeakMap<Properties, Throttled>()

  constructor(options: ReplicationQuotaOptions) {
    this.#options = options
    const { config } = options
    const windowMs = config.get('replication.quota.window.size.seconds') * 1000
    this.#rate = new WindowedRate(config.get('replication.quota.window.num'), windowMs)
  }

  /** Whether the partition's replication counts, and may have to wait. */
  isThrottled(topic: string, partition: number): boolean {
    const overrides = this.#options.overrides.of(topic)
    if (overrides.size === 0) return false
    const throttled = this.#parsed.get(overrides) ?? this.#parse(overrides)
    return throttled === 'all' || throttled.has(partition)
  }

  get isExceeded(): boolean {
    const { config, clock, side } = this.#options
    return this.#rate.perSecond(clock.elapsed()) > config.get(`${side}.replication.throttled.rate`)
  }

  /** Bytes that went over the wire for throttled partitions. */
  record(bytes: number): void {
    this.#rate.record(bytes, this.#options.clock.elapsed())
  }

  #parse(overrides: Properties): Throttled {
    const { side, brokerId } = this.#options
    const throttled = throttledPartitions(overrides.get(`${side}.replication.throttled.replicas`) ?? '', brokerId)
    this.#parsed.set(overrides, throttled)
    return throttled
  }
}

/** @param text `*`, or `partition:broker` pairs between commas */
export function throttledPartitions(text: string, brokerId: number): Throttled {
  if (text.trim() === '*') return 'all'
  const pairs = text.split(',').map((pair) => pair.trim().split(':'))
  return new Set(pairs.filter(([, broker]) => broker === String(brokerId)).map(([partition]) => Number(partition)))
}
