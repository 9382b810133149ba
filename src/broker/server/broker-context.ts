import { randomUuid } from '../../base/uuid.ts'
import { AllocateProducerIds } from '../../wire/kafka/allocate-producer-ids.ts'
import { kafkaError } from '../../wire/kafka/errors.ts'
import { allowEverything } from '../authoriser.ts'
import type { BrokerContext } from '../context.ts'
import type { Controller } from '../controller/controller.ts'
import { FetchSessions } from '../fetch/sessions.ts'
import type { GroupCoordinator } from '../groups/coordinator.ts'
import type { MetadataCache } from '../metadata/cache.ts'
import { Traffic } from '../metrics/traffic.ts'
import { ProducerIds } from '../producer-ids.ts'
import { replicaSelector } from '../replicas/read-replica.ts'
import type { ReplicaManager } from '../replicas/replica-manager.ts'
import { ReplicationQuota } from '../replicas/throttle/replication-quota.ts'
import { AutoTopics } from '../topics/auto-topics.ts'
import { TopicAdmin } from '../topics/topic-admin.ts'
import type { TransactionCoordinator } from '../transactions/coordinator.ts'
import { consumerOffsets } from '../znodes/consumer-offsets.ts'
import type { ProducerIdBlock } from '../znodes/producer-id-block.ts'
import type { ControllerChannel } from './controller-channel.ts'
import type { Joined } from './join-cluster.ts'
import type { Membership } from './membership.ts'
import type { BrokerOptions } from './start.ts'

export interface BrokerParts {
  readonly options: BrokerOptions
  readonly joined: Joined
  readonly metadata: MetadataCache
  readonly membership: Membership
  readonly replicas: ReplicaManager
  readonly groups: GroupCoordinator
  readonly transactions: TransactionCoordinator
  readonly controller: Controller
  readonly channel: ControllerChannel
}

/** A broker's parts, as those see them who answer requests. */
export function brokerContext(parts: BrokerParts): BrokerContext {
  const { options, joined, metadata, membership, replicas, groups, transactions, controller } = parts
  const { clock, random, logger, disk } = options
  const { config, zookeeper, identity, entities, overrides, passwords } = joined
  const topics = new TopicAdmin({ ...{ zookeeper, metadata, random }, newTopicId: () => randomUuid(random) })
  const autoTopics = new AutoTopics(topics, config, logger)
  const slots = config.get('max.incremental.fetch.session.cache.slots')
  return {
    ...identity,
    ...{ clock, disk, random, logger, config, entities, overrides, passwords, topics, autoTopics },
    ...{ metadata, groups, transactions, replicas, controller },
    get brokerEpoch() {
      return membership.epoch
    },
    authoriser: allowEverything,
    traffic: new Traffic(),
    producerIds: new ProducerIds(() => allocateProducerIds(parts)),
    fetchSessions: new FetchSessions(clock, random, slots),
    leaderQuota: new ReplicationQuota({ side: 'leader', ...identity, clock, config, overrides }),
    selectReplica: replicaSelector(config),
    isHost: (name) => isHost(options, name),
    consumerOffsets: consumerOffsets(zookeeper),
    internalTopics: { create: (topic) => void autoTopics.create(topic).catch(() => {}) },
  }
}

async function isHost({ transport }: BrokerOptions, name: string): Promise<boolean> {
  try {
    return (await transport.resolve(name)).length > 0
  } catch {
    return false
  }
}

async function allocateProducerIds({ joined, membership, channel }: BrokerParts): Promise<ProducerIdBlock> {
  const { brokerId } = joined.identity
  const answer = await channel.call(AllocateProducerIds, 0, { brokerId, brokerEpoch: membership.epoch })
  if (answer.errorCode !== 0) throw kafkaError(answer.errorCode)
  const { producerIdStart: first, producerIdLen } = answer
  return { broker: brokerId, first, last: first + producerIdLen - 1 }
}
