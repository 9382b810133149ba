import type { PartitionState } from '../znodes/partition-state.ts'
import {
  type ControlledPartition,
  type ControllerModel,
  type Replica,
  type ReplicaPhase,
  replicaPhase,
} from './model.ts'

const validPrevious: Record<ReplicaPhase, readonly ReplicaPhase[]> = {
  New: ['NonExistent'],
  Online: ['New', 'Online', 'Offline', 'DeletionIneligible'],
  Offline: ['New', 'Online', 'Offline', 'DeletionIneligible'],
  DeletionStarted: ['Offline'],
  DeletionSuccessful: ['DeletionStarted'],
  DeletionIneligible: ['Offline', 'DeletionStarted'],
  NonExistent: ['DeletionSuccessful'],
}

/** Moves a replica to a phase if that is allowed from where it is. */
export function moveReplica({ partition, broker }: Replica, target: ReplicaPhase): boolean {
  if (!validPrevious[target].includes(replicaPhase(partition, broker))) return false
  if (target === 'NonExistent') partition.replicaPhases.delete(broker)
  else partition.replicaPhases.set(broker, target)
  return true
}

/** Moves replicas; the result is those that might. */
export const moveReplicas = (replicas: readonly Replica[], target: ReplicaPhase): Replica[] =>
  replicas.filter((replica) => moveReplica(replica, target))

export const replicasOf = (partitions: Iterable<ControlledPartition>): Replica[] =>
  [...partitions].flatMap((partition) => partition.assignment.replicas.map((broker) => ({ partition, broker })))

/** What a replica is when a new controller first sees it. */
export function startupReplicaPhase(model: ControllerModel, { partition, broker }: Replica): ReplicaPhase {
  return model.isReplicaOnline(broker, partition) ? 'Online' : 'DeletionIneligible'
}

/**
 * A partition's state after a replica left: out of the ISR, except as its last member, and without leader if it was
 * the leader. Undefined when it was not in the ISR, and nothing changes.
 */
export function stateWithoutReplica(
  state: PartitionState,
  broker: number,
  controllerEpoch: number,
): PartitionState | undefined {
  const { isr, leader, leaderEpoch, leaderRecoveryState } = state
  if (!isr.includes(broker)) return undefined
  return {
    controllerEpoch,
    leader: leader === broker ? -1 : leader,
    leaderEpoch: leaderEpoch + 1,
    isr: isr.length === 1 ? isr : isr.filter((id) => id !== broker),
    leaderRecoveryState,
  }
}
