import type { UpdateMetadataRequest } from '../../wire/kafka/update-metadata.ts'
import type { TypeOf } from '../../wire/schema/index.ts'

export type UpdateMetadata = TypeOf<typeof UpdateMetadataRequest>

/** A partition as the controller last described it. */
export interface CachedPartition {
  readonly partition: number
  /** −1: none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly isr: readonly number[]
  readonly replicas: readonly number[]
  readonly offlineReplicas: readonly number[]
  readonly partitionEpoch: number
}

export interface CachedTopic {
  readonly name: string
  /** `noTopicId` while the controller has not named one. */
  readonly id: string
  readonly partitions: ReadonlyMap<number, CachedPartition>
}

export interface Node {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** The all-zero id: none. */
export const noTopicId = 'AAAAAAAAAAAAAAAAAAAAAA'
/** In UpdateMetadata: the partition is being deleted. */
const leaderDuringDelete = -2

interface MutableTopic extends CachedTopic {
  id: string
  readonly partitions: Map<number, CachedPartition>
}

interface CachedBroker {
  readonly id: number
  readonly rack: string | null
  /** By listener name. */
  readonly endpoints: ReadonlyMap<string, { readonly host: string; readonly port: number }>
}

/** What this broker knows of the cluster: all of it came by UpdateMetadata, nothing from ZooKeeper. */
export class MetadataCache {
  readonly #topics = new Map<string, MutableTopic>()
  readonly #namesById = new Map<string, string>()
  #brokers: ReadonlyMap<number, CachedBroker> = new Map()
  #controllerId: number | undefined
  readonly #watchers = new Set<(changed: readonly string[]) => void>()

  get controllerId(): number | undefined {
    return this.#controllerId
  }

  topics(): IterableIterator<CachedTopic> {
    return this.#topics.values()
  }

  topic(name: string): CachedTopic | undefined {
    return this.#topics.get(name)
  }

  partition(topic: string, partition: number): CachedPartition | undefined {
    return this.#topics.get(topic)?.partitions.get(partition)
  }

  partitionCount(topic: string): number {
    return this.#topics.get(topic)?.partitions.size ?? 0
  }

  /** `noTopicId` for a topic that is not known. */
  topicId(name: string): string {
    return this.#topics.get(name)?.id ?? noTopicId
  }

  topicName(id: string): string | undefined {
    return this.#namesById.get(id)
  }

  isAlive(brokerId: number): boolean {
    return this.#brokers.has(brokerId)
  }

  brokerIds(): number[] {
    return [...this.#brokers.keys()].sort((a, b) => a - b)
  }

  rack(brokerId: number): string | null {
    return this.#brokers.get(brokerId)?.rack ?? null
  }

  /** How to reach a live broker by a listener; undefined when it is not alive or has no such listener. */
  endpoint(brokerId: number, listener: string): Node | undefined {
    const broker = this.#brokers.get(brokerId)
    const endpoint = broker?.endpoints.get(listener)
    if (broker === undefined || endpoint === undefined) return undefined
    return { id: broker.id, host: endpoint.host, port: endpoint.port, rack: broker.rack }
  }

  /** The live brokers that have this listener. */
  nodes(listener: string): Node[] {
    return this.brokerIds()
      .map((id) => this.endpoint(id, listener))
      .filter((node) => node !== undefined)
  }

  /** Called after each update, with the topics that it named. Returns what ends it. */
  onUpdate(watcher: (changed: readonly string[]) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Takes in what the controller says; the result is what it deleted. */
  update(request: UpdateMetadata): TopicPartition[] {
    this.#controllerId = request.controllerId < 0 ? undefined : request.controllerId
    this.#brokers = new Map(request.liveBrokers.map((broker) => [broker.id, cachedBroker(broker)]))
    const deleted: TopicPartition[] = []
    const changed = new Set<string>()
    for (const { topicName, topicId, partitionStates } of topicStates(request)) {
      changed.add(topicName)
      for (const state of partitionStates) {
        if (state.leader !== leaderDuringDelete) this.#put(topicName, topicId, state)
        else if (this.#remove(topicName, state.partitionIndex)) {
          deleted.push({ topic: topicName, partition: state.partitionIndex })
        }
      }
    }
    const names = [...changed]
    for (const watcher of [...this.#watchers]) watcher(names)
    return deleted
  }

  #put(name: string, id: string, state: PartitionStateOnWire): void {
    const topic = this.#topics.get(name) ?? { name, id: noTopicId, partitions: new Map<number, CachedPartition>() }
    this.#topics.set(name, topic)
    if (id !== noTopicId && topic.id !== id) {
      this.#namesById.delete(topic.id)
      this.#namesById.set(id, name)
      topic.id = id
    }
    topic.partitions.set(state.partitionIndex, {
      partition: state.partitionIndex,
      leader: state.leader,
      leaderEpoch: state.leaderEpoch,
      isr: state.isr,
      replicas: state.replicas,
      offlineReplicas: state.offlineReplicas,
      partitionEpoch: state.zkVersion,
    })
  }

  #remove(name: string, partition: number): boolean {
    const topic = this.#topics.get(name)
    if (!topic?.partitions.delete(partition)) return false
    if (topic.partitions.size === 0) {
      this.#topics.delete(name)
      this.#namesById.delete(topic.id)
    }
    return true
  }
}

type TopicStateOnWire = UpdateMetadata['topicStates'][number]
type PartitionStateOnWire = TopicStateOnWire['partitionStates'][number]

/** Before version 5 the partitions came ungrouped. */
function* topicStates(
  request: UpdateMetadata,
): Generator<Pick<TopicStateOnWire, 'topicName' | 'topicId' | 'partitionStates'>> {
  yield* request.topicStates
  for (const state of request.ungroupedPartitionStates) {
    yield { topicName: state.topicName, topicId: noTopicId, partitionStates: [state] }
  }
}

function cachedBroker({ id, rack, endpoints, v0Host, v0Port }: UpdateMetadata['liveBrokers'][number]): CachedBroker {
  const named = endpoints.map(({ listener, host, port }) => [listener || 'PLAINTEXT', { host, port }] as const)
  return { id, rack, endpoints: new Map(named.length > 0 ? named : [['PLAINTEXT', { host: v0Host, port: v0Port }]]) }
}
