import type { Clock } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Transport } from '../../../net/transport.ts'
import type { BrokerConfig } from '../../configs/broker-config.ts'
import type { TopicOverrides } from '../../configs/topic-overrides.ts'
import type { MetadataCache } from '../../metadata/cache.ts'

export interface FollowerFetchersOptions {
  readonly brokerId: number
  /** The czxid of this broker's registration, now. */
  readonly brokerEpoch: () => number
  /** The listener by which brokers reach each other. */
  readonly listener: () => string
  readonly config: BrokerConfig
  readonly overrides: TopicOverrides
  readonly metadata: MetadataCache
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
}
