import type { Random } from '../../base/random.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { Properties } from '../configs/broker-config.ts'
import type { MetadataCache } from '../metadata/cache.ts'
import { encodeEntityConfig } from '../znodes/entity-config.ts'
import { paths } from '../znodes/paths.ts'
import {
  decodeTopicAssignment,
  encodeTopicAssignment,
  type ReplicaAssignment,
  settled,
  type TopicAssignment,
} from '../znodes/topic-assignment.ts'
import { collisions, mayCollide, validateTopicName } from './names.ts'
import { type PlacedBroker, placeReplicas } from './replica-placement.ts'

export interface TopicAdminOptions {
  readonly zookeeper: ZooKeeperClient
  readonly metadata: MetadataCache
  readonly random: Random
  newTopicId(): string
}

/** Writes what the controller acts upon: topics, their partitions and their end. Every broker may do so. */
export class TopicAdmin {
  readonly #zookeeper: ZooKeeperClient
  readonly #metadata: MetadataCache
  readonly #random: Random
  readonly #newTopicId: () => string

  constructor({ zookeeper, metadata, random, newTopicId }: TopicAdminOptions) {
    this.#zookeeper = zookeeper
    this.#metadata = metadata
    this.#random = random
    this.#newTopicId = newTopicId
  }

  #brokers(): PlacedBroker[] {
    return this.#metadata.brokerIds().map((id) => ({ id, rack: this.#metadata.rack(id) }))
  }

  /** Kafka's placement of a new topic. Throws INVALID_PARTITIONS, INVALID_REPLICATION_FACTOR. */
  place(partitions: number, replicationFactor: number): number[][] {
    const mixedRacks = 'Not all brokers have rack information for replica rack aware assignment.'
    return placeReplicas({ brokers: this.#brokers(), partitions, replicationFactor, random: this.#random, mixedRacks })
  }

  /** Throws when a topic of that name can't be made: INVALID_TOPIC_EXCEPTION, TOPIC_ALREADY_EXISTS. */
  async checkNew(name: string): Promise<void> {
    validateTopicName(name)
    if (this.#metadata.topic(name) !== undefined) throw alreadyExists(name)
    const [exists, deleted] = await Promise.all([
      this.#zookeeper.exists(paths.topic(name)),
      this.#zookeeper.exists(paths.deleteTopic(name)),
    ])
    if (deleted !== undefined) throw new KafkaError('TOPIC_ALREADY_EXISTS', `Topic '${name}' is marked for deletion.`)
    if (exists !== undefined) throw alreadyExists(name)
    if (!mayCollide(name)) return
    const similar = collisions(name, (await this.#zookeeper.children(paths.topics)).children)
    if (similar.length > 0) {
      throw new KafkaError(
        'INVALID_TOPIC_EXCEPTION',
        `Topic '${name}' collides with existing topics: ${similar.sort().join(', ')}`,
      )
    }
  }

  /** Writes a topic that was checked. Returns its id. */
  async create(name: string, replicas: readonly (readonly number[])[], config: Properties): Promise<string> {
    const topicId = this.#newTopicId()
    const partitions = new Map(replicas.map((ids, partition) => [partition, settled(ids)]))
    const writeConfig = this.#writeConfig(name, config)
    const writeTopic = this.#zookeeper.create(paths.topic(name), encodeTopicAssignment({ topicId, partitions }))
    try {
      await Promise.all([writeConfig, writeTopic])
    } catch (error) {
      throw isZooKeeperError(error, 'nodeExists') ? alreadyExists(name) : error
    }
    return topicId
  }

  async #writeConfig(name: string, config: Properties): Promise<void> {
    const path = paths.config('topics', name)
    const data = encodeEntityConfig(config)
    try {
      await this.#zookeeper.create(path, data)
    } catch (error) {
      if (!isZooKeeperError(error, 'nodeExists')) throw error
      await this.#zookeeper.set(path, data)
    }
  }

  async assignment(name: string): Promise<TopicAssignment | undefined> {
    try {
      const { data } = await this.#zookeeper.get(paths.topic(name))
      return data === null ? undefined : decodeTopicAssignment(data)
    } catch (error) {
      if (!isZooKeeperError(error, 'noNode')) throw error
      return undefined
    }
  }

  async isMarkedForDeletion(name: string): Promise<boolean> {
    return (await this.#zookeeper.exists(paths.deleteTopic(name))) !== undefined
  }

  /** The placement of partitions that are added to a topic. */
  placeMore(current: TopicAssignment, count: number): number[][] {
    const first = current.partitions.get(0)?.replicas ?? []
    return placeReplicas({
      brokers: this.#brokers(),
      partitions: count,
      replicationFactor: first.length,
      firstReplica: first[0] ?? 0,
      firstPartition: current.partitions.size,
      random: this.#random,
      mixedRacks:
        'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.',
    })
  }

  async addPartitions(name: string, current: TopicAssignment, added: readonly (readonly number[])[]): Promise<void> {
    const partitions = new Map<number, ReplicaAssignment>(current.partitions)
    for (const replicas of added) partitions.set(partitions.size, settled(replicas))
    await this.#zookeeper.set(paths.topic(name), encodeTopicAssignment({ ...current, partitions }))
  }

  /** Marks a topic for deletion; one that is marked already is no error. */
  async delete(name: string): Promise<void> {
    try {
      await this.#zookeeper.create(paths.deleteTopic(name), null)
    } catch (error) {
      if (!isZooKeeperError(error, 'nodeExists')) throw error
    }
  }
}

const alreadyExists = (name: string) => new KafkaError('TOPIC_ALREADY_EXISTS', `Topic '${name}' already exists.`)
