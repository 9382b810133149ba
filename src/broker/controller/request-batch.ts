import { LeaderAndIsr, type LeaderAndIsrRequest, type LeaderAndIsrResponse } from '../../wire/kafka/leader-and-isr.ts'
import { StopReplica, type StopReplicaRequest, type StopReplicaResponse } from '../../wire/kafka/stop-replica.ts'
import { UpdateMetadata, type UpdateMetadataRequest } from '../../wire/kafka/update-metadata.ts'
import { securityProtocolIds } from '../configs/security-protocols.ts'
import type { ControllerChannels } from './channels.ts'
import type { ControlledBroker, ControlledPartition, ControllerModel, Leadership } from './model.ts'

/** Versions that a broker of inter.broker.protocol.version 3.7 is sent. */
const versions = { leaderAndIsr: 7, updateMetadata: 8, stopReplica: 4 } as const
const duringDelete = -2

type LeaderState = LeaderAndIsrRequest['topicStates'][number]['partitionStates'][number]
type MetadataState = UpdateMetadataRequest['topicStates'][number]['partitionStates'][number]
type StopState = StopReplicaRequest['topicStates'][number]['partitionStates'][number]

/** Partitions of one request, by topic. */
class ByTopic<T extends { readonly partitionIndex: number }> {
  readonly topics = new Map<string, { id: string; states: Map<number, T> }>()

  put({ topic }: ControlledPartition, state: T): void {
    const entry = this.topics.get(topic.name) ?? { id: topic.id, states: new Map<number, T>() }
    this.topics.set(topic.name, entry)
    entry.states.set(state.partitionIndex, state)
  }

  get({ topic, partition }: ControlledPartition): T | undefined {
    return this.topics.get(topic.name)?.states.get(partition)
  }

  *states(): Generator<T> {
    for (const { states } of this.topics.values()) yield* states.values()
  }

  map<S>(make: (topicName: string, topicId: string, partitionStates: T[]) => S): S[] {
    return [...this.topics].map(([name, { id, states }]) => make(name, id, [...states.values()]))
  }
}

export interface BatchOptions {
  readonly controllerId: number
  readonly controllerEpoch: number
  readonly model: ControllerModel
  readonly channels: ControllerChannels
  /** The listener by which brokers reach each other. */
  readonly interBrokerListener: string
  onLeaderAndIsr(broker: number, response: LeaderAndIsrResponse): void
  onStopReplica(broker: number, request: StopReplicaRequest, response: StopReplicaResponse): void
}

const byNumber = <V>(map: Map<number, V>, key: number, make: () => V): V => {
  const value = map.get(key) ?? make()
  map.set(key, value)
  return value
}

/** What one change of state has to tell the brokers, gathered so that each gets one request of a kind. */
export class RequestBatch {
  readonly #options: BatchOptions
  #leaderAndIsr = new Map<number, ByTopic<LeaderState>>()
  #metadataTo = new Set<number>()
  #metadata = new ByTopic<MetadataState>()
  #stop = new Map<number, ByTopic<StopState>>()

  constructor(options: BatchOptions) {
    this.#options = options
  }

  /** Tells brokers who leads a partition, and with it everybody's metadata. */
  leaderAndIsr(brokers: Iterable<number>, partition: ControlledPartition, isNew: boolean): void {
    const { leadership } = partition
    if (leadership === undefined) return
    for (const broker of brokers) {
      const requested = byNumber(this.#leaderAndIsr, broker, () => new ByTopic<LeaderState>())
      const wasNew = requested.get(partition)?.isNew ?? false
      requested.put(partition, leaderState(partition, leadership, isNew || wasNew))
    }
    this.updateMetadata(this.#options.model.brokers.keys(), [partition])
  }

  /** Without partitions it only tells of the live brokers. */
  updateMetadata(brokers: Iterable<number>, partitions: Iterable<ControlledPartition>): void {
    for (const broker of brokers) this.#metadataTo.add(broker)
    for (const partition of partitions) {
      const { leadership } = partition
      if (leadership !== undefined) this.#metadata.put(partition, this.#metadataState(partition, leadership))
    }
  }

  stopReplica(brokers: readonly number[], partition: ControlledPartition, deletePartition: boolean): void {
    const isDeletion = this.#options.model.isQueuedForDeletion(partition.topic.name)
    const leaderEpoch = isDeletion ? duringDelete : (partition.leadership?.leaderEpoch ?? -1)
    for (const broker of brokers) {
      const state = { partitionIndex: partition.partition, leaderEpoch, deletePartition }
      byNumber(this.#stop, broker, () => new ByTopic<StopState>()).put(partition, state)
    }
  }

  #metadataState(partition: ControlledPartition, leadership: Leadership): MetadataState {
    const { model } = this.#options
    const deleting = model.isQueuedForDeletion(partition.topic.name)
    return {
      topicName: partition.topic.name,
      partitionIndex: partition.partition,
      controllerEpoch: leadership.controllerEpoch,
      leader: deleting ? duringDelete : leadership.leader,
      leaderEpoch: deleting ? 0 : leadership.leaderEpoch,
      isr: [...leadership.isr],
      zkVersion: deleting ? 0 : leadership.partitionEpoch,
      replicas: [...partition.assignment.replicas],
      offlineReplicas: partition.assignment.replicas.filter((broker) => !model.isReplicaOnline(broker, partition)),
    }
  }

  /** Sends what was gathered: to each broker LeaderAndIsr first, then UpdateMetadata, then StopReplica. */
  send(): void {
    const { model } = this.#options
    for (const [broker, topics] of this.#leaderAndIsr) this.#sendLeaderAndIsr(model.brokers.get(broker), topics)
    this.#sendUpdateMetadata()
    for (const [broker, topics] of this.#stop) this.#sendStopReplica(model.brokers.get(broker), topics)
    this.#leaderAndIsr = new Map()
    this.#metadataTo = new Set()
    this.#metadata = new ByTopic()
    this.#stop = new Map()
  }

  #common(broker: ControlledBroker) {
    const { controllerId, controllerEpoch } = this.#options
    return { controllerId, isKRaftController: false, controllerEpoch, brokerEpoch: broker.epoch }
  }

  #sendLeaderAndIsr(broker: ControlledBroker | undefined, topics: ByTopic<LeaderState>): void {
    if (broker === undefined) return
    const body = {
      ...this.#common(broker),
      ungroupedPartitionStates: [],
      topicStates: topics.map((topicName, topicId, partitionStates) => ({ topicName, topicId, partitionStates })),
      liveLeaders: this.#liveLeaders(new Set([...topics.states()].map(({ leader }) => leader))),
    }
    this.#options.channels.send(broker.id, LeaderAndIsr, versions.leaderAndIsr, body, (response) =>
      this.#options.onLeaderAndIsr(broker.id, response),
    )
  }

  #liveLeaders(leaders: ReadonlySet<number>): LeaderAndIsrRequest['liveLeaders'] {
    const { model, interBrokerListener } = this.#options
    return [...leaders].flatMap((brokerId) => {
      const endpoints = model.brokers.get(brokerId)?.registration.endpoints
      const endpoint = endpoints?.find(({ listener }) => listener === interBrokerListener)
      return endpoint === undefined ? [] : [{ brokerId, hostName: endpoint.host, port: endpoint.port }]
    })
  }

  #sendUpdateMetadata(): void {
    const { model, channels } = this.#options
    if (this.#metadataTo.size === 0) return
    const topicStates = this.#metadata.map((topicName, topicId, partitionStates) => ({
      topicName,
      topicId,
      partitionStates,
    }))
    const liveBrokers = [...model.brokers.values()].map(liveBroker)
    for (const id of this.#metadataTo) {
      const broker = model.brokers.get(id)
      if (broker === undefined) continue
      const body = { ...this.#common(broker), type: 0, ungroupedPartitionStates: [], topicStates, liveBrokers }
      channels.send(id, UpdateMetadata, versions.updateMetadata, body, () => {})
    }
  }

  #sendStopReplica(broker: ControlledBroker | undefined, topics: ByTopic<StopState>): void {
    if (broker === undefined) return
    const body: StopReplicaRequest = {
      ...this.#common(broker),
      deletePartitions: false,
      ungroupedPartitions: [],
      topics: [],
      topicStates: topics.map((topicName, _id, partitionStates) => ({ topicName, partitionStates })),
    }
    this.#options.channels.send(broker.id, StopReplica, versions.stopReplica, body, (response) =>
      this.#options.onStopReplica(broker.id, body, response),
    )
  }
}

function leaderState(partition: ControlledPartition, leadership: Leadership, isNew: boolean): LeaderState {
  const { assignment } = partition
  return {
    topicName: partition.topic.name,
    partitionIndex: partition.partition,
    controllerEpoch: leadership.controllerEpoch,
    leader: leadership.leader,
    leaderEpoch: leadership.leaderEpoch,
    isr: [...leadership.isr],
    partitionEpoch: leadership.partitionEpoch,
    replicas: [...assignment.replicas],
    addingReplicas: [...assignment.adding],
    removingReplicas: [...assignment.removing],
    isNew,
    leaderRecoveryState: leadership.leaderRecoveryState,
  }
}

const liveBroker = ({ id, registration }: ControlledBroker) => ({
  id,
  v0Host: '',
  v0Port: 0,
  endpoints: registration.endpoints.map(({ listener, host, port, protocol }) => ({
    listener,
    host,
    port,
    securityProtocol: securityProtocolIds[protocol],
  })),
  rack: registration.rack,
})
