import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { Authoriser } from './authoriser.ts'
import type { BrokerConfig } from './configs/broker-config.ts'
import type { GroupCoordinator } from './groups/coordinator.ts'
import type { MetadataCache } from './metadata/cache.ts'
import type { ConsumerOffsets } from './znodes/consumer-offsets.ts'

/** What the handlers of one broker work with. One loop owns all of it: nothing here needs a lock. */
export interface BrokerContext {
  readonly brokerId: number
  readonly clusterId: string
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly metadata: MetadataCache
  readonly authoriser: Authoriser
  readonly groups: GroupCoordinator
  readonly consumerOffsets: ConsumerOffsets
  /** Starts creating a topic of Kafka's own with the settings that the broker has for it; what goes wrong is logged. */
  readonly internalTopics: { create(topic: '__consumer_offsets' | '__transaction_state'): void }
}
