import type { Logger } from '../../base/logger.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { isInternalTopic, offsetsTopic } from './names.ts'
import type { TopicAdmin } from './topic-admin.ts'

/** How a topic is made that nobody created: the coordinators' own ones have their own settings. */
export interface AutoTopic {
  readonly partitions: number
  readonly replicationFactor: number
  readonly config: ReadonlyMap<string, string>
}

const offsetCodecs = ['producer', 'gzip', 'snappy', 'lz4', 'zstd']

export function autoTopic(config: BrokerConfig, name: string): AutoTopic {
  if (name === offsetsTopic) return offsetsTopicOf(config)
  if (isInternalTopic(name)) return transactionsTopicOf(config)
  return {
    partitions: config.get('num.partitions'),
    replicationFactor: config.get('default.replication.factor'),
    config: new Map(),
  }
}

function offsetsTopicOf(config: BrokerConfig): AutoTopic {
  const codec = offsetCodecs[config.get('offsets.topic.compression.codec')] ?? 'producer'
  return {
    partitions: config.get('offsets.topic.num.partitions'),
    replicationFactor: config.get('offsets.topic.replication.factor'),
    config: new Map([
      ['compression.type', codec],
      ['cleanup.policy', 'compact'],
      ['segment.bytes', String(config.get('offsets.topic.segment.bytes'))],
    ]),
  }
}

function transactionsTopicOf(config: BrokerConfig): AutoTopic {
  return {
    partitions: config.get('transaction.state.log.num.partitions'),
    replicationFactor: config.get('transaction.state.log.replication.factor'),
    config: new Map([
      ['compression.type', 'uncompressed'],
      ['cleanup.policy', 'compact'],
      ['min.insync.replicas', String(config.get('transaction.state.log.min.isr'))],
      ['segment.bytes', String(config.get('transaction.state.log.segment.bytes'))],
      ['unclean.leader.election.enable', 'false'],
    ]),
  }
}

/** Makes topics on demand, from any broker, and each only once at a time. */
export class AutoTopics {
  readonly #admin: TopicAdmin
  readonly #config: BrokerConfig
  readonly #logger: Logger
  readonly #underWay = new Map<string, Promise<void>>()

  constructor(admin: TopicAdmin, config: BrokerConfig, logger: Logger) {
    this.#admin = admin
    this.#config = config
    this.#logger = logger.named('kafka.server.DefaultAutoTopicCreationManager')
  }

  /** Writes the topic; it exists for clients when the controller has given it leaders. Rejects with a `KafkaError`. */
  create(name: string): Promise<void> {
    const already = this.#underWay.get(name)
    if (already !== undefined) return already
    const creation = this.#create(name).finally(() => this.#underWay.delete(name))
    this.#underWay.set(name, creation)
    return creation
  }

  async #create(name: string): Promise<void> {
    try {
      await this.#admin.checkNew(name)
      const { partitions, replicationFactor, config } = autoTopic(this.#config, name)
      await this.#admin.create(name, this.#admin.place(partitions, replicationFactor), config)
    } catch (error) {
      if (error instanceof KafkaError && error.errorName === 'TOPIC_ALREADY_EXISTS') return
      const text = error instanceof Error ? error.message : String(error)
      this.#logger.error(`Auto topic creation failed for ${name}: ${text}`)
      throw error
    }
  }
}
