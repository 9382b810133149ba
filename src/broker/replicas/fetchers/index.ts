import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Random } from '../../../base/random.ts'
import type { LogManager } from '../../../log/log-manager.ts'
import type { Transport } from '../../../net/transport.ts'
import type { BrokerConfig } from '../../configs/broker-config.ts'
import type { MetadataCache } from '../../metadata/cache.ts'
import type { FollowerFetchers } from '../follower-fetchers.ts'

export interface FollowerFetchersOptions {
  readonly brokerId: number
  /** The czxid of this broker's registration, now. */
  readonly brokerEpoch: () => number
  /** The listener by which brokers reach each other. */
  readonly listener: () => string
  readonly config: BrokerConfig
  readonly logs: LogManager
  readonly metadata: MetadataCache
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

export function followerFetchers(_options: FollowerFetchersOptions): FollowerFetchers {
  return { follow() {}, stop() {}, settle() {}, close: () => Promise.resolve() }
}
