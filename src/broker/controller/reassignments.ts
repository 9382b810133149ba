import { KafkaError } from '../../wire/kafka/errors.ts'
import { paths } from '../znodes/paths.ts'
import { decodeReassignment, encodeReassignment, type ReassignmentEntry } from '../znodes/reassignment.ts'
import type { ReplicaAssignment } from '../znodes/topic-assignment.ts'
import { type ControlledPartition, type ControllerModel, partitionName, type Replica } from './model.ts'
import { completed, isMoving, originOf, reassignTo, sameAssignment, targetOf } from './replica-assignment.ts'
import { moveReplicas } from './replica-machine.ts'
import type { Tenure } from './tenure.ts'
import { assignmentOf } from './topic-changes.ts'
import type { TopicDeletion } from './topic-deletion.ts'

/** What somebody wants of a partition; without replicas its move is to be cancelled. */
export interface WantedReassignment {
  readonly topic: string
  readonly partition: number
  readonly replicas: readonly number[] | null
}

export interface ReassignmentResult extends WantedReassignment {
  readonly error: KafkaError | undefined
}

const shown = (ids: readonly number[]) => `List(${ids.join(', ')})`

/** Whether replicas may be moved so. Kafka's checks, and words. */
export function checkReplicas(
  model: ControllerModel,
  current: ReplicaAssignment,
  replicas: readonly number[],
): KafkaError | undefined {
  const refuse = (message: string) => new KafkaError('INVALID_REPLICA_ASSIGNMENT', message)
  if (replicas.length === 0) return refuse('Empty replica list specified in partition reassignment.')
  if (new Set(replicas).size < replicas.length)
    return refuse(`Duplicate replica ids in partition reassignment replica list: ${shownBuffer(replicas)}`)
  if (replicas.some((id) => id < 0)) return refuse(`Invalid broker id in replica list: ${shownBuffer(replicas)}`)
  const { adding } = reassignTo(current, replicas)
  if (adding.every((id) => model.isLive(id))) return undefined
  const live = [...model.brokers.keys()].filter((id) => model.isLive(id))
  return refuse(
    `Replica assignment has brokers that are not alive. Replica list: ${shownBuffer(adding)}, live broker list: ${shownSet(live)}`,
  )
}

const shownBuffer = (ids: readonly number[]) => `ArrayBuffer(${ids.join(', ')})`
const shownSet = (ids: readonly number[]) => `Set(${ids.join(', ')})`

/** The assignment that a wish leads to; undefined when there is no move to cancel. */
export function wantedAssignment(
  current: ReplicaAssignment,
  replicas: readonly number[] | null,
): ReplicaAssignment | undefined {
  if (replicas !== null) return reassignTo(current, replicas)
  return isMoving(current) ? reassignTo(current, originOf(current)) : undefined
}

/** The target is in sync, so what is to go may go. */
export function isComplete({ leadership }: ControlledPartition, assignment: ReplicaAssignment): boolean {
  if (!isMoving(assignment)) return true
  return leadership !== undefined && targetOf(assignment).every((id) => leadership.isr.includes(id))
}

type Moves = Map<ControlledPartition, ReplicaAssignment>

/** Moves replicas (KIP-455): new ones are added first, and the old ones go when the new ones are in sync. */
export class Reassignments {
  readonly #tenure: Tenure
  readonly #deletion: TopicDeletion
  readonly #zookeeperWatch: () => void
  /** The legacy znode was seen, and may still be there. */
  #hasZnode = false

  constructor(tenure: Tenure, deletion: TopicDeletion, zookeeperWatch: () => void) {
    this.#tenure = tenure
    this.#deletion = deletion
    this.#zookeeperWatch = zookeeperWatch
  }

  /** Begins, replaces and cancels moves; tells for each how it went. */
  async alter(wanted: readonly WantedReassignment[]): Promise<ReassignmentResult[]> {
    const { model } = this.#tenure
    const moves: Moves = new Map()
    const errors = wanted.map((one) => {
      const partition = model.partition(one.topic, one.partition)
      const current = partition?.assignment ?? { replicas: [], adding: [], removing: [] }
      const invalid = one.replicas === null ? undefined : checkReplicas(model, current, one.replicas)
      if (invalid !== undefined) return invalid
      return this.#plan(moves, partition, wantedAssignment(current, one.replicas))
    })
    await this.#forgetInZookeeper((partition) => moves.has(partition))
    const failure = await this.#tryMove(moves)
    return wanted.map((one, index) => {
      const partition = model.partition(one.topic, one.partition)
      return { ...one, error: errors[index] ?? (partition && moves.has(partition) ? failure : undefined) }
    })
  }

  #plan(
    moves: Moves,
    partition: ControlledPartition | undefined,
    assignment: ReplicaAssignment | undefined,
  ): KafkaError | undefined {
    if (assignment === undefined) return new KafkaError('NO_REASSIGNMENT_IN_PROGRESS')
    if (partition === undefined || this.#tenure.model.isQueuedForDeletion(partition.topic.name))
      return new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'The partition does not exist.')
    moves.set(partition, assignment)
    return undefined
  }

  async #tryMove(moves: Moves): Promise<KafkaError | undefined> {
    try {
      await this.#move(moves)
      return undefined
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      return error
    }
  }

  /** What the legacy znode asks for. Returns the partitions that move because of it. */
  async fromZookeeper(): Promise<Set<ControlledPartition>> {
    const { model, logger } = this.#tenure
    const data = await this.#tenure.store.read(paths.reassignPartitions, this.#zookeeperWatch)
    this.#hasZnode = data !== undefined
    if (data === undefined) return new Set()
    const moves: Moves = new Map()
    const failed = new Set<string>()
    for (const { topic, partition: index, replicas } of this.#decoded(data)) {
      const partition = model.partition(topic, index)
      const assignment = partition && reassignTo(partition.assignment, replicas)
      if (this.#plan(moves, partition, assignment) !== undefined) failed.add(`${topic}-${index}`)
    }
    await this.#move(moves)
    if (failed.size > 0) {
      logger.warn(`Failed reassignment through zk of ${[...failed].join(', ')}: the partition does not exist`)
      await this.#dropFromZnode(({ topic, partition }) => failed.has(`${topic}-${partition}`))
    }
    return new Set(moves.keys())
  }

  /** Goes on with the moves that were begun before. */
  async resume(which: (assignment: ReplicaAssignment, partition: ControlledPartition) => boolean): Promise<void> {
    const waiting = [...this.#tenure.model.reassigning].filter((partition) => which(partition.assignment, partition))
    await this.#move(new Map(waiting.map((partition) => [partition, partition.assignment])))
  }

  /** An ISR has grown: moves that only waited for that come to their end. */
  async completeReady(partitions: Iterable<ControlledPartition>): Promise<void> {
    const { reassigning } = this.#tenure.model
    const ready = [...partitions].filter((one) => reassigning.has(one) && isComplete(one, one.assignment))
    await this.#move(new Map(ready.map((partition) => [partition, partition.assignment])))
  }

  async #move(moves: Moves): Promise<void> {
    if (moves.size === 0) return
    this.#deletion.holdBack([...moves.keys()].map(({ topic }) => topic.name))
    await this.#update(moves)
    const done = [...moves].filter(([partition, assignment]) => isComplete(partition, assignment))
    const open = [...moves].filter(([partition, assignment]) => !isComplete(partition, assignment))
    await this.#begin(open.map(([partition]) => partition))
    await this.#complete(done)
  }

  /** Writes the assignments of the move, and stops replicas that a former move wanted and this one doesn't. */
  async #update(moves: Moves): Promise<void> {
    const { model, logger } = this.#tenure
    const changed = [...moves].filter(([partition, assignment]) => !sameAssignment(partition.assignment, assignment))
    const before = changed.map(([partition]) => partition.assignment)
    for (const [partition, assignment] of changed) {
      logger.info(`Reassigning ${partitionName(partition)}: ${describe(assignment)}`)
      model.assign(partition, assignment)
    }
    await this.#writeTopics(changed.map(([partition]) => partition))
    for (const partition of moves.keys()) model.setReassigning(partition, true)
    await this.#stop(
      changed.flatMap(([partition, { replicas }], index) =>
        (before[index]?.replicas ?? []).filter((id) => !replicas.includes(id)).map((broker) => ({ partition, broker })),
      ),
    )
  }

  async #writeTopics(partitions: readonly ControlledPartition[]): Promise<void> {
    const topics = new Set(partitions.map(({ topic }) => topic))
    await Promise.all([...topics].map((topic) => this.#tenure.store.writeTopic(topic.name, assignmentOf(topic))))
  }

  /** The new replicas come into being, and everybody learns of them under a new leader epoch. */
  async #begin(partitions: readonly ControlledPartition[]): Promise<void> {
    if (partitions.length === 0) return
    const { batch } = this.#tenure
    await this.#tenure.bumpEpochs(partitions)
    batch.send()
    const added = partitions.flatMap((partition) =>
      partition.assignment.adding.map((broker) => ({ partition, broker })),
    )
    for (const { partition, broker } of moveReplicas(added, 'New')) batch.leaderAndIsr([broker], partition, true)
    batch.send()
  }

  /** The target takes over, and the replicas that are left over go. */
  async #complete(moves: readonly (readonly [ControlledPartition, ReplicaAssignment])[]): Promise<void> {
    if (moves.length === 0) return
    const { model, batch, logger } = this.#tenure
    const replicasBy = (pick: (assignment: ReplicaAssignment) => readonly number[]): Replica[] =>
      moves.flatMap(([partition, assignment]) => pick(assignment).map((broker) => ({ partition, broker })))
    const partitions = moves.map(([partition]) => partition)
    this.#tenure.bringReplicasOnline(replicasBy(({ adding }) => adding))
    batch.send()
    const gone = replicasBy(({ removing }) => removing)
    for (const [partition, assignment] of moves) model.assign(partition, completed(assignment))
    await this.#settleLeaders(partitions)
    await this.#stop(gone)
    await this.#writeTopics(partitions)
    for (const partition of partitions) model.setReassigning(partition, false)
    await this.#forgetInZookeeper((partition) => partitions.includes(partition))
    batch.updateMetadata(model.brokers.keys(), partitions)
    batch.send()
    logger.info(`Reassignment of ${partitions.map(partitionName).join(', ')} completed`)
    await this.#deletion.resumeFor(new Set(partitions.map(({ topic }) => topic.name)))
  }

  /** Leaders that don't belong to the target are replaced; the others go on under a new epoch. */
  async #settleLeaders(partitions: readonly ControlledPartition[]): Promise<void> {
    const { model, batch } = this.#tenure
    const stays = (partition: ControlledPartition) => {
      const leader = partition.leadership?.leader ?? -1
      return partition.assignment.replicas.includes(leader) && model.isReplicaOnline(leader, partition)
    }
    const staying = new Set(partitions.filter(stays))
    await this.#tenure.bringOnline(
      partitions.filter((partition) => !staying.has(partition)),
      'reassignment',
    )
    await this.#tenure.bumpEpochs([...staying])
    batch.send()
  }

  /** Takes replicas out of the ISR and deletes them; nobody waits for the answers. */
  async #stop(replicas: readonly Replica[]): Promise<void> {
    if (replicas.length === 0) return
    const { batch } = this.#tenure
    await this.#tenure.takeReplicasOffline(replicas)
    batch.send()
    const started = moveReplicas(replicas, 'DeletionStarted')
    for (const { partition, broker } of started) batch.stopReplica([broker], partition, true)
    batch.send()
    moveReplicas(moveReplicas(started, 'DeletionSuccessful'), 'NonExistent')
  }

  /** Nothing where the node holds no wishes: people write it by hand. */
  #decoded(data: Buffer): ReassignmentEntry[] {
    try {
      return decodeReassignment(data)
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      this.#tenure.logger.warn(`Ignoring partition reassignment due to invalid json: ${text}`)
      return []
    }
  }

  /** The newest word on a partition counts: what the legacy znode says of it is taken away. */
  async #forgetInZookeeper(isSettled: (partition: ControlledPartition) => boolean): Promise<void> {
    if (!this.#hasZnode) return
    const { model } = this.#tenure
    await this.#dropFromZnode(({ topic, partition: index }) => {
      const partition = model.partition(topic, index)
      return partition !== undefined && isSettled(partition)
    })
  }

  async #dropFromZnode(drop: (wanted: { topic: string; partition: number }) => boolean): Promise<void> {
    const { store } = this.#tenure
    const data = await store.read(paths.reassignPartitions)
    if (data === undefined) return
    const left = this.#decoded(data).filter((wanted) => !drop(wanted))
    if (left.length > 0) return store.put(paths.reassignPartitions, encodeReassignment(left))
    this.#hasZnode = false
    await store.remove(paths.reassignPartitions)
  }
}

const describe = ({ replicas, adding, removing }: ReplicaAssignment) =>
  `replicas=${shown(replicas)}, addingReplicas=${shown(adding)}, removingReplicas=${shown(removing)}`
