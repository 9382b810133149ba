import type { BrokerRegistration } from '../znodes/broker-registration.ts'
import type { PartitionState } from '../znodes/partition-state.ts'
import type { ReplicaAssignment } from '../znodes/topic-assignment.ts'
import { isMoving } from './replica-assignment.ts'

export type PartitionPhase = 'NonExistent' | 'New' | 'Online' | 'Offline'

export type ReplicaPhase =
  | 'NonExistent'
  | 'New'
  | 'Online'
  | 'Offline'
  | 'DeletionStarted'
  | 'DeletionSuccessful'
  | 'DeletionIneligible'

/** What a partition's state znode holds, and the node's data version: the partition epoch. */
export interface Leadership extends PartitionState {
  readonly partitionEpoch: number
}

export interface ControlledPartition {
  readonly topic: ControlledTopic
  readonly partition: number
  /** Changed by `ControllerModel.assign` only. */
  readonly assignment: ReplicaAssignment
  /** Changed by `ControllerModel.setPhase` only. */
  readonly phase: PartitionPhase
  /** Undefined until the state znode exists. */
  leadership: Leadership | undefined
  /** By broker. */
  readonly replicaPhases: Map<number, ReplicaPhase>
}

interface MutablePartition extends ControlledPartition {
  assignment: ReplicaAssignment
  phase: PartitionPhase
}

export interface ControlledTopic {
  readonly name: string
  readonly id: string
  readonly partitions: ReadonlyMap<number, ControlledPartition>
}

interface MutableTopic extends ControlledTopic {
  readonly partitions: Map<number, MutablePartition>
}

/** One replica: a partition on a broker. */
export interface Replica {
  readonly partition: ControlledPartition
  readonly broker: number
}

export interface ControlledBroker {
  readonly id: number
  /** czxid of its registration. */
  readonly epoch: number
  readonly registration: BrokerRegistration
}

/** All that the controller knows. Only its event loop touches it. */
export class ControllerModel {
  /** Brokers that are registered, those that are shutting down included. */
  readonly brokers = new Map<number, ControlledBroker>()
  readonly shuttingDown = new Set<number>()
  /** Topics that are to go. */
  readonly toDelete = new Set<string>()
  /** Those of them whose deletion can't go on for now: a replica's broker is away, or replicas move. */
  readonly deletionIneligible = new Set<string>()
  /** Those of them that nobody serves any more. */
  readonly deletionBegun = new Set<string>()
  /** Per broker the replicas whose log directory has failed. */
  readonly offlineDirReplicas = new Map<number, Set<ControlledPartition>>()
  readonly #topics = new Map<string, MutableTopic>()
  readonly #topicsById = new Map<string, MutableTopic>()
  readonly #hosted = new Map<number, Set<ControlledPartition>>()
  readonly #leaderless = new Set<ControlledPartition>()
  readonly #reassigning = new Set<ControlledPartition>()

  get topics(): ReadonlyMap<string, ControlledTopic> {
    return this.#topics
  }

  topicById(id: string): ControlledTopic | undefined {
    return this.#topicsById.get(id)
  }

  /** Live and not on its way out. */
  isLive(broker: number): boolean {
    return this.brokers.has(broker) && !this.shuttingDown.has(broker)
  }

  /** Live, and the replica's log directory has not failed. */
  isReplicaOnline(broker: number, partition: ControlledPartition): boolean {
    return this.isLive(broker) && !this.#isOnFailedDirectory(broker, partition)
  }

  /** As `isReplicaOnline`, but a broker that is on its way out still counts. */
  isReplicaServing(broker: number, partition: ControlledPartition): boolean {
    return this.brokers.has(broker) && !this.#isOnFailedDirectory(broker, partition)
  }

  #isOnFailedDirectory(broker: number, partition: ControlledPartition): boolean {
    return this.offlineDirReplicas.get(broker)?.has(partition) ?? false
  }

  partition(topic: string, partition: number): ControlledPartition | undefined {
    return this.#topics.get(topic)?.partitions.get(partition)
  }

  *partitions(): Generator<ControlledPartition> {
    for (const topic of this.#topics.values()) yield* topic.partitions.values()
  }

  /** Partitions with a replica on the broker. */
  hostedBy(broker: number): ControlledPartition[] {
    return [...(this.#hosted.get(broker) ?? [])]
  }

  /** Partitions that are new, or have lost their leader. */
  get leaderless(): ControlledPartition[] {
    return [...this.#leaderless]
  }

  /** Partitions whose replicas move. */
  get reassigning(): ReadonlySet<ControlledPartition> {
    return this.#reassigning
  }

  addTopic(name: string, id: string): ControlledTopic {
    const topic: MutableTopic = { name, id, partitions: new Map() }
    this.#topics.set(name, topic)
    this.#topicsById.set(id, topic)
    return topic
  }

  removeTopic(name: string): void {
    const topic = this.#topics.get(name)
    for (const partition of topic?.partitions.values() ?? []) this.#forget(partition)
    if (topic !== undefined) this.#topicsById.delete(topic.id)
    this.#topics.delete(name)
    this.toDelete.delete(name)
    this.deletionBegun.delete(name)
    this.deletionIneligible.delete(name)
  }

  #forget(partition: ControlledPartition): void {
    this.#leaderless.delete(partition)
    this.#reassigning.delete(partition)
    for (const set of this.offlineDirReplicas.values()) set.delete(partition)
    for (const broker of partition.assignment.replicas) this.#hosted.get(broker)?.delete(partition)
  }

  addPartition({ name }: ControlledTopic, index: number, assignment: ReplicaAssignment): ControlledPartition {
    const topic = this.#topics.get(name)
    if (topic === undefined) throw new Error(`no topic ${name}`)
    const partition: MutablePartition = {
      ...{ topic, partition: index, assignment: { replicas: [], adding: [], removing: [] } },
      ...{ phase: 'NonExistent', leadership: undefined, replicaPhases: new Map() },
    }
    topic.partitions.set(index, partition)
    this.assign(partition, assignment)
    if (isMoving(assignment)) this.#reassigning.add(partition)
    return partition
  }

  /** Says where a partition's replicas are from now on. */
  assign(known: ControlledPartition, assignment: ReplicaAssignment): void {
    const partition = this.#own(known)
    for (const broker of partition.assignment.replicas) {
      if (!assignment.replicas.includes(broker)) this.#hosted.get(broker)?.delete(partition)
    }
    for (const broker of assignment.replicas) {
      const hosted = this.#hosted.get(broker) ?? new Set()
      this.#hosted.set(broker, hosted.add(partition))
    }
    partition.assignment = assignment
  }

  /** The replicas of a partition begin, or cease, to move. */
  setReassigning(partition: ControlledPartition, moves: boolean): void {
    if (moves) this.#reassigning.add(partition)
    else this.#reassigning.delete(partition)
  }

  setPhase(known: ControlledPartition, phase: PartitionPhase): void {
    this.#own(known).phase = phase
    if (phase === 'New' || phase === 'Offline') this.#leaderless.add(known)
    else this.#leaderless.delete(known)
  }

  #own({ topic, partition }: ControlledPartition): MutablePartition {
    const own = this.#topics.get(topic.name)?.partitions.get(partition)
    if (own === undefined) throw new Error(`no partition ${topic.name}-${partition}`)
    return own
  }

  isQueuedForDeletion(topic: string): boolean {
    return this.toDelete.has(topic)
  }
}

export const replicaPhase = (partition: ControlledPartition, broker: number): ReplicaPhase =>
  partition.replicaPhases.get(broker) ?? 'NonExistent'

export const partitionName = ({ topic, partition }: ControlledPartition) => `${topic.name}-${partition}`
