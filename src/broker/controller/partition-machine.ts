import type { PartitionState } from '../znodes/partition-state.ts'
import { type ElectionReason, electLeader } from './leader-election.ts'
import type { ControlledPartition, ControllerModel, Leadership, PartitionPhase } from './model.ts'
import { stateWithoutReplica } from './replica-machine.ts'

const validPrevious: Record<PartitionPhase, readonly PartitionPhase[]> = {
  NonExistent: ['Offline'],
  New: ['NonExistent'],
  Online: ['New', 'Online', 'Offline'],
  Offline: ['New', 'Online', 'Offline'],
}

export const mayBecome = (partition: ControlledPartition, target: PartitionPhase): boolean =>
  validPrevious[target].includes(partition.phase)

/** A state that has to be written to ZooKeeper before it may be told to anybody. */
export type StateWrite =
  | { readonly kind: 'create'; readonly partition: ControlledPartition; readonly state: PartitionState }
  | {
      readonly kind: 'set'
      readonly partition: ControlledPartition
      readonly state: PartitionState
      /** The partition epoch that the node must still have. */
      readonly expected: number
    }

/** A new partition is led by its first live replica, and all live ones are in sync; undefined when none is live. */
export function initialState(
  model: ControllerModel,
  partition: ControlledPartition,
  controllerEpoch: number,
): PartitionState | undefined {
  const live = partition.assignment.replicas.filter((broker) => model.isReplicaOnline(broker, partition))
  const [leader] = live
  if (leader === undefined) return undefined
  return { controllerEpoch, leader, leaderEpoch: 0, isr: live, leaderRecoveryState: 0 }
}

/** The state after an election, or undefined when it can't give the partition a leader. */
export function electedState(
  model: ControllerModel,
  partition: ControlledPartition,
  reason: ElectionReason,
  controllerEpoch: number,
): PartitionState | undefined {
  const { leadership, assignment } = partition
  if (leadership === undefined || leadership.controllerEpoch > controllerEpoch) return undefined
  const { replicas } = assignment
  const target = reason === 'reassignment' ? replicas.filter((id) => !assignment.removing.includes(id)) : replicas
  const outcome = electLeader(reason, {
    assignment: target,
    isr: leadership.isr,
    leaderRecoveryState: leadership.leaderRecoveryState,
    isOnline: (broker) =>
      reason === 'controlledShutdown'
        ? model.isReplicaServing(broker, partition)
        : model.isReplicaOnline(broker, partition),
    isShuttingDown: (broker) => model.shuttingDown.has(broker),
  })
  return outcome === undefined ? undefined : { ...outcome, controllerEpoch, leaderEpoch: leadership.leaderEpoch + 1 }
}

/** The brokers that hear of an election's outcome. */
export function electionRecipients(
  model: ControllerModel,
  partition: ControlledPartition,
  reason: ElectionReason,
): number[] {
  const { replicas, removing } = partition.assignment
  switch (reason) {
    case 'offline':
    case 'unclean':
      return replicas.filter((id) => model.isReplicaOnline(id, partition))
    case 'reassignment':
      return replicas.filter((id) => !removing.includes(id))
    case 'preferred':
      return [...replicas]
    case 'controlledShutdown':
      return replicas.filter((id) => model.isReplicaServing(id, partition))
  }
}

/** The writes that bring partitions online; what nobody can lead is left out. */
export function onlineWrites(
  model: ControllerModel,
  partitions: Iterable<ControlledPartition>,
  reasonOf: (partition: ControlledPartition) => ElectionReason,
  controllerEpoch: number,
): StateWrite[] {
  const writes: StateWrite[] = []
  for (const partition of partitions) {
    if (!mayBecome(partition, 'Online')) continue
    const isNew = partition.leadership === undefined
    const state = isNew
      ? initialState(model, partition, controllerEpoch)
      : electedState(model, partition, reasonOf(partition), controllerEpoch)
    if (state === undefined) continue
    const expected = partition.leadership?.partitionEpoch ?? 0
    writes.push(isNew ? { kind: 'create', partition, state } : { kind: 'set', partition, state, expected })
  }
  return writes
}

/** The writes that take replicas out of their partitions, by partition; several of one partition follow on each other. */
export function departureWrites(
  departing: ReadonlyMap<ControlledPartition, readonly number[]>,
  controllerEpoch: number,
): StateWrite[] {
  const writes: StateWrite[] = []
  for (const [partition, brokers] of departing) {
    let { leadership } = partition
    for (const broker of brokers) {
      if (leadership === undefined) break
      const { partitionEpoch: expected }: Leadership = leadership
      const state = stateWithoutReplica(leadership, broker, controllerEpoch)
      if (state === undefined) continue
      writes.push({ kind: 'set', partition, state, expected })
      leadership = { ...state, partitionEpoch: expected + 1 }
    }
  }
  return writes
}

/** The writes that only begin a new leader epoch, so that brokers take what else has changed. */
export function epochWrites(partitions: Iterable<ControlledPartition>, controllerEpoch: number): StateWrite[] {
  return [...partitions].flatMap((partition) => {
    const { leadership } = partition
    if (leadership === undefined || leadership.controllerEpoch > controllerEpoch) return []
    const { leader, isr, leaderRecoveryState, partitionEpoch: expected } = leadership
    const leaderEpoch = leadership.leaderEpoch + 1
    const state = { controllerEpoch, leader, leaderEpoch, isr, leaderRecoveryState }
    return [{ kind: 'set', partition, state, expected }]
  })
}

/** What a partition is when a new controller first sees it. */
export function startupPhase(model: ControllerModel, partition: ControlledPartition): PartitionPhase {
  if (partition.leadership === undefined) return 'New'
  return model.isReplicaOnline(partition.leadership.leader, partition) ? 'Online' : 'Offline'
}
