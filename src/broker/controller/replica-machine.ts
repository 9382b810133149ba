import type { PartitionState } from '../znodes/partition-state.ts'
import { type ControlledPartition, type ControllerModel, type ReplicaPhase, replicaPhase } from './model.ts'

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
export function moveReplica(partition: ControlledPartition, broker: number, target: ReplicaPhase): boolean {
  if (!validPrevious[target].includes(replicaPhase(partition, broker))) return false
  if (target === 'NonExistent') partition.replicaPhases.delete(broker)
  else partition.replicaPhases.set(broker, target)
  return true
}

/** What a replica is when a new controller first sees it. */
export function startupReplicaPhase(
  model: ControllerModel,
  partition: ControlledPartition,
  broker: number,
): ReplicaPhase {
  return model.isReplicaOnline(broker, partition) ? 'Online' : 'DeletionIneligible'
}

/**
 * The partition's state after a replica left: out of the ISR, except as its last member, and without leader if it was
 * the leader. Undefined when it was not in the ISR, and nothing changes.
 */
export function stateWithoutReplica(
  partition: ControlledPartition,
  broker: number,
  controllerEpoch: number,
): PartitionState | undefined {
  const { leadership } = partition
  if (leadership === undefined || !leadership.isr.includes(broker)) return undefined
  const isLast = leadership.isr.length === 1
  return {
    controllerEpoch,
    leader: leadership.leader === broker ? -1 : leadership.leader,
    leaderEpoch: leadership.leaderEpoch + 1,
    isr: isLast ? leadership.isr : leadership.isr.filter((id) => id !== broker),
    leaderRecoveryState: leadership.leaderRecoveryState,
  }
}
