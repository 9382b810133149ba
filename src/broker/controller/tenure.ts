import type { Logger } from '../../base/logger.ts'
import type { ElectionReason } from './leader-election.ts'
import { type ControlledPartition, ControllerModel, type Leadership, type ReplicaPhase } from './model.ts'
import { mayBecome, onlineWrites, type StateWrite } from './partition-machine.ts'
import { moveReplica, stateWithoutReplica } from './replica-machine.ts'
import { type BatchOptions, RequestBatch } from './request-batch.ts'
import type { ControllerStore, StateWritten } from './store.ts'

export interface TenureOptions {
  readonly epoch: number
  readonly store: ControllerStore
  readonly logger: Logger
  readonly batch: Omit<BatchOptions, 'model' | 'controllerEpoch'>
}

/**
 * One broker's time as the controller: what it knows, and how it changes the state of partitions and replicas. It ends
 * with the epoch; the next one starts from ZooKeeper again.
 */
export class Tenure {
  readonly epoch: number
  readonly model = new ControllerModel()
  readonly store: ControllerStore
  readonly batch: RequestBatch
  readonly logger: Logger

  constructor({ epoch, store, logger, batch }: TenureOptions) {
    this.epoch = epoch
    this.store = store
    this.logger = logger
    this.batch = new RequestBatch({ ...batch, model: this.model, controllerEpoch: epoch })
  }

  /** Gives partitions a leader; those that can't have one stay as they are. The requests wait for `batch.send`. */
  async bringOnline(
    partitions: readonly ControlledPartition[],
    reason: ElectionReason,
  ): Promise<ControlledPartition[]> {
    const reasonOf = () => reason
    const writes = onlineWrites(this.model, partitions, reasonOf, this.epoch)
    const isNew = new Set(writes.filter(({ kind }) => kind === 'create').map(({ partition }) => partition))
    const online = await this.#writeAll(writes, (again) => onlineWrites(this.model, again, reasonOf, this.epoch))
    for (const partition of online) {
      partition.phase = 'Online'
      this.batch.leaderAndIsr(this.#recipients(partition, reason), partition, isNew.has(partition))
    }
    return online
  }

  #recipients(partition: ControlledPartition, reason: ElectionReason): number[] {
    const { replicas } = partition.assignment
    if (reason === 'preferred' || reason === 'controlledShutdown')
      return replicas.filter((id) => this.model.brokers.has(id))
    return replicas.filter((id) => this.model.isReplicaOnline(id, partition))
  }

  moveOffline(partitions: Iterable<ControlledPartition>): void {
    for (const partition of partitions) if (mayBecome(partition, 'Offline')) partition.phase = 'Offline'
  }

  moveReplicas(partition: ControlledPartition, brokers: readonly number[], phase: ReplicaPhase): number[] {
    return brokers.filter((broker) => moveReplica(partition, broker, phase))
  }

  /**
   * Takes a replica's part in partitions away: it is told to stop, leaves the ISR, and the others hear of it. Topics that
   * are being deleted are not announced any more.
   */
  async takeReplicasOffline(partitions: readonly ControlledPartition[], broker: number): Promise<void> {
    const moved = partitions.filter((partition) => this.moveReplicas(partition, [broker], 'Offline').length > 0)
    for (const partition of moved) this.batch.stopReplica([broker], partition, false)
    const leaving = (from: readonly ControlledPartition[]): StateWrite[] =>
      from.flatMap((partition) => {
        const state = stateWithoutReplica(partition, broker, this.epoch)
        const expected = partition.leadership?.partitionEpoch
        return state === undefined || expected === undefined ? [] : [{ kind: 'set', partition, state, expected }]
      })
    const changed = await this.#writeAll(leaving(moved), leaving)
    for (const partition of changed) {
      if (this.model.isQueuedForDeletion(partition.topic.name)) continue
      const others = partition.assignment.replicas.filter((id) => id !== broker && this.model.brokers.has(id))
      this.batch.leaderAndIsr(others, partition, false)
    }
  }

  /** Writes states; where ZooKeeper has another version it is read again and the write thought over once more. */
  async #writeAll(
    writes: readonly StateWrite[],
    again: (partitions: readonly ControlledPartition[]) => StateWrite[],
  ): Promise<ControlledPartition[]> {
    const done: ControlledPartition[] = []
    let todo = writes
    for (let attempt = 0; todo.length > 0 && attempt < 5; attempt++) {
      const results = await this.store.writeStates(todo)
      const refused: ControlledPartition[] = []
      for (const result of results) (this.#accept(result) ? done : refused).push(result.write.partition)
      await Promise.all(refused.map((partition) => this.refresh(partition)))
      todo = again(refused)
    }
    return done
  }

  #accept({ write, partitionEpoch }: StateWritten): boolean {
    if (partitionEpoch === undefined) return false
    const leadership: Leadership = { ...write.state, partitionEpoch }
    write.partition.leadership = leadership
    return true
  }

  /** Reads a partition's state again. */
  async refresh(partition: ControlledPartition): Promise<void> {
    partition.leadership = await this.store.readState(partition.topic.name, partition.partition)
  }
}
