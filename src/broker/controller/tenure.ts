import type { Logger } from '../../base/logger.ts'
import type { ElectionReason } from './leader-election.ts'
import { type ControlledPartition, ControllerModel, type Replica } from './model.ts'
import {
  departureWrites,
  electionRecipients,
  epochWrites,
  mayBecome,
  onlineWrites,
  type StateWrite,
} from './partition-machine.ts'
import { originOf } from './replica-assignment.ts'
import { moveReplicas } from './replica-machine.ts'
import { type BatchOptions, RequestBatch } from './request-batch.ts'
import type { ControllerStore, StateWritten } from './store.ts'

export interface TenureOptions {
  readonly epoch: number
  readonly store: ControllerStore
  readonly logger: Logger
  readonly batch: Omit<BatchOptions, 'model' | 'controllerEpoch'>
  /** Those of the topics whose records may be lost rather than that they have no leader. */
  mayElectUnclean(topics: ReadonlySet<string>): Promise<ReadonlySet<string>>
}

/** How often a state is thought over that ZooKeeper has in another version. */
const maxAttempts = 5

/**
 * One broker's time as the controller: what it knows, and how it changes the state of partitions and replicas. It ends
 * with the epoch; the next one starts from ZooKeeper again. Requests are gathered in `batch` until its `send`.
 */
export class Tenure {
  readonly epoch: number
  readonly model = new ControllerModel()
  readonly store: ControllerStore
  readonly batch: RequestBatch
  readonly logger: Logger
  readonly #mayElectUnclean: TenureOptions['mayElectUnclean']

  constructor({ epoch, store, logger, batch, mayElectUnclean }: TenureOptions) {
    this.epoch = epoch
    this.store = store
    this.logger = logger
    this.batch = new RequestBatch({ ...batch, model: this.model, controllerEpoch: epoch })
    this.#mayElectUnclean = mayElectUnclean
  }

  /** Gives partitions a leader; those that can't have one stay as they are. The result is those that have a new one. */
  async bringOnline(
    partitions: readonly ControlledPartition[],
    reason: ElectionReason,
  ): Promise<Set<ControlledPartition>> {
    const reasonOf = reason === 'offline' ? await this.#uncleanWhereNeeded(partitions) : () => reason
    const writesOf = (some: readonly ControlledPartition[]) => onlineWrites(this.model, some, reasonOf, this.epoch)
    const writes = writesOf(partitions)
    const isNew = new Set(writes.filter(({ kind }) => kind === 'create').map(({ partition }) => partition))
    const online = await this.#writeAll(writes, writesOf)
    for (const partition of online) {
      this.model.setPhase(partition, 'Online')
      const recipients = electionRecipients(this.model, partition, reasonOf(partition))
      this.batch.leaderAndIsr(recipients, partition, isNew.has(partition))
    }
    return online
  }

  /** Elects a leader wherever one is missing. */
  async electLeaderless(topic?: string): Promise<Set<ControlledPartition>> {
    const waiting = this.model.leaderless.filter(
      ({ topic: { name } }) => !this.model.isQueuedForDeletion(name) && (topic === undefined || topic === name),
    )
    return waiting.length === 0 ? new Set() : this.bringOnline(waiting, 'offline')
  }

  /** Topics' settings are only asked for where no replica in sync is left. */
  async #uncleanWhereNeeded(
    partitions: readonly ControlledPartition[],
  ): Promise<(partition: ControlledPartition) => ElectionReason> {
    const hopeless = partitions.filter((partition) => {
      const { leadership, assignment } = partition
      const eligible = (id: number) => leadership?.isr.includes(id) && this.model.isReplicaOnline(id, partition)
      return leadership !== undefined && !assignment.replicas.some(eligible)
    })
    if (hopeless.length === 0) return () => 'offline'
    const unclean = await this.#mayElectUnclean(new Set(hopeless.map(({ topic }) => topic.name)))
    return ({ topic }) => (unclean.has(topic.name) ? 'unclean' : 'offline')
  }

  moveOffline(partitions: Iterable<ControlledPartition>): void {
    for (const partition of partitions) if (mayBecome(partition, 'Offline')) this.model.setPhase(partition, 'Offline')
  }

  /** Replicas are there: each hears of its partition, except those that were told with the partition's creation. */
  bringReplicasOnline(replicas: readonly Replica[]): void {
    const told = new Set(replicas.filter(({ partition, broker }) => partition.replicaPhases.get(broker) === 'New'))
    for (const replica of moveReplicas(replicas, 'Online')) {
      if (!told.has(replica)) this.batch.leaderAndIsr([replica.broker], replica.partition, false)
    }
  }

  /**
   * Takes replicas' part in their partitions away: each is told to stop and leaves the ISR, and the others hear of it.
   * Topics that are being deleted are not announced any more.
   */
  async takeReplicasOffline(replicas: readonly Replica[]): Promise<void> {
    const moved = moveReplicas(replicas, 'Offline')
    for (const { partition, broker } of moved) this.batch.stopReplica([broker], partition, false)
    const departing = new Map<ControlledPartition, number[]>()
    for (const { partition, broker } of moved) departing.set(partition, [...(departing.get(partition) ?? []), broker])
    await this.#writeAll(departureWrites(departing, this.epoch), (again) =>
      departureWrites(new Map(again.map((partition) => [partition, departing.get(partition) ?? []])), this.epoch),
    )
    for (const { partition, broker } of moved) {
      if (this.model.isQueuedForDeletion(partition.topic.name)) continue
      const others = partition.assignment.replicas.filter((id) => id !== broker)
      this.batch.leaderAndIsr(others, partition, false)
    }
  }

  /** Begins a new leader epoch under the same leader; the replicas that are being added are told as new ones. */
  async bumpEpochs(partitions: readonly ControlledPartition[]): Promise<void> {
    const writesOf = (some: readonly ControlledPartition[]) => epochWrites(some, this.epoch)
    for (const partition of await this.#writeAll(writesOf(partitions), writesOf)) {
      this.batch.leaderAndIsr(originOf(partition.assignment), partition, false)
      this.batch.leaderAndIsr(partition.assignment.adding, partition, true)
    }
  }

  /** Writes states; where ZooKeeper has another version it is read again and the write thought over once more. */
  async #writeAll(
    writes: readonly StateWrite[],
    again: (partitions: readonly ControlledPartition[]) => StateWrite[],
  ): Promise<Set<ControlledPartition>> {
    const done = new Set<ControlledPartition>()
    let todo = writes
    for (let attempt = 0; todo.length > 0 && attempt < maxAttempts; attempt++) {
      const refused = new Set<ControlledPartition>()
      for (const written of await this.store.writeStates(todo)) this.#accept(written, done, refused)
      await Promise.all([...refused].map((partition) => this.refresh(partition)))
      todo = again([...refused])
    }
    return done
  }

  #accept(
    { write: { partition, state }, partitionEpoch }: StateWritten,
    done: Set<ControlledPartition>,
    refused: Set<ControlledPartition>,
  ): void {
    if (partitionEpoch === undefined) {
      done.delete(partition)
      refused.add(partition)
      return
    }
    partition.leadership = { ...state, partitionEpoch }
    if (!refused.has(partition)) done.add(partition)
  }

  /** Reads a partition's state again. */
  async refresh(partition: ControlledPartition): Promise<void> {
    partition.leadership = await this.store.readState(partition.topic.name, partition.partition)
  }
}
