import type { BrokerRegistration } from '../znodes/broker-registration.ts'
import type { PartitionState } from '../znodes/partition-state.ts'
import type { ReplicaAssignment } from '../znodes/topic-assignment.ts'

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
  assignment: ReplicaAssignment
  phase: PartitionPhase
  /** Undefined until the state znode exists. */
  leadership: Leadership | undefined
  /** By broker. */
  readonly replicaPhases: Map<number, ReplicaPhase>
}

export interface ControlledTopic {
  readonly name: string
  id: string
  readonly partitions: Map<number, ControlledPartition>
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
  readonly topics = new Map<string, ControlledTopic>()
  /** Topics that are to go. */
  readonly toDelete = new Set<string>()
  /** Those of them whose deletion can't go on for now: a replica's broker is away. */
  readonly deletionIneligible = new Set<string>()
  /** Per broker the replicas whose log directory has failed, as `topic-partition`. */
  readonly offlineDirReplicas = new Map<number, Set<string>>()

  /** Live and not on its way out. */
  isLive(broker: number): boolean {
    return this.brokers.has(broker) && !this.shuttingDown.has(broker)
  }

  liveIds(): number[] {
    return [...this.brokers.keys()].filter((id) => this.isLive(id)).sort((a, b) => a - b)
  }

  /** Live, and the replica's log directory has not failed. */
  isReplicaOnline(broker: number, { topic, partition }: ControlledPartition): boolean {
    return this.isLive(broker) && !this.offlineDirReplicas.get(broker)?.has(`${topic.name}-${partition}`)
  }

  partition(topic: string, partition: number): ControlledPartition | undefined {
    return this.topics.get(topic)?.partitions.get(partition)
  }

  *partitions(): Generator<ControlledPartition> {
    for (const topic of this.topics.values()) yield* topic.partitions.values()
  }

  addTopic(name: string, id: string): ControlledTopic {
    const topic: ControlledTopic = { name, id, partitions: new Map() }
    this.topics.set(name, topic)
    return topic
  }

  addPartition(topic: ControlledTopic, partition: number, assignment: ReplicaAssignment): ControlledPartition {
    const added: ControlledPartition = {
      topic,
      partition,
      assignment,
      phase: 'NonExistent',
      leadership: undefined,
      replicaPhases: new Map(),
    }
    topic.partitions.set(partition, added)
    return added
  }

  isQueuedForDeletion(topic: string): boolean {
    return this.toDelete.has(topic)
  }
}

export const replicaPhase = (partition: ControlledPartition, broker: number): ReplicaPhase =>
  partition.replicaPhases.get(broker) ?? 'NonExistent'
