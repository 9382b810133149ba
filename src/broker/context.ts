import type { Clock } from '../base/clock.ts'
import type { Disk } from '../base/disk/disk.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { Authoriser } from './authoriser.ts'
import type { BrokerConfig } from './configs/broker-config.ts'
import type { EntityStore } from './configs/entity-store.ts'
import type { StoredPasswords } from './configs/stored-passwords.ts'
import type { TopicOverrides } from './configs/topic-overrides.ts'
import type { Controller } from './controller/controller.ts'
import type { FetchSessions } from './fetch/sessions.ts'
import type { GroupCoordinator } from './groups/coordinator.ts'
import type { MetadataCache } from './metadata/cache.ts'
import type { Traffic } from './metrics/traffic.ts'
import type { ProducerIds } from './producer-ids.ts'
import type { ReplicaSelector } from './replicas/read-replica.ts'
import type { ReplicaManager } from './replicas/replica-manager.ts'
import type { ReplicationQuota } from './replicas/throttle/replication-quota.ts'
import type { AutoTopics } from './topics/auto-topics.ts'
import type { TopicAdmin } from './topics/topic-admin.ts'
import type { TransactionCoordinator } from './transactions/coordinator.ts'
import type { ConsumerOffsets } from './znodes/consumer-offsets.ts'

/** What the handlers of one broker work with. One loop owns all of it: nothing here needs a lock. */
export interface BrokerContext {
  readonly brokerId: number
  readonly clusterId: string
  /** czxid of the broker's registration; changes with its ZooKeeper session. */
  readonly brokerEpoch: number
  readonly clock: Clock
  readonly disk: Disk
  readonly random: Random
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly metadata: MetadataCache
  readonly authoriser: Authoriser
  readonly groups: GroupCoordinator
  readonly transactions: TransactionCoordinator
  readonly replicas: ReplicaManager
  readonly overrides: TopicOverrides
  readonly entities: EntityStore
  readonly passwords: StoredPasswords
  readonly topics: TopicAdmin
  readonly autoTopics: AutoTopics
  readonly controller: Controller
  readonly producerIds: ProducerIds
  /** What was served, for the metrics. */
  readonly traffic: Traffic
  readonly fetchSessions: FetchSessions
  /** What followers that catch up may fetch here. */
  readonly leaderQuota: ReplicationQuota
  /** Undefined: all consumers read from leaders. */
  readonly selectReplica: ReplicaSelector | undefined
  /** Tells whether a name, or an address, is one that the network knows. */
  readonly isHost: (name: string) => Promise<boolean>
  /** Offsets that clients before 0.8.2 keep in ZooKeeper. */
  readonly consumerOffsets: ConsumerOffsets
  /** Begins to make a coordinators' topic, unless it is under way; errors are logged. */
  readonly internalTopics: { create(topic: '__consumer_offsets' | '__transaction_state'): void }
}
