import type { StopReplicaRequest, StopReplicaResponse } from '../../wire/kafka/stop-replica.ts'
import { paths } from '../znodes/paths.ts'
import { type ControlledTopic, type Replica, type ReplicaPhase, replicaPhase } from './model.ts'
import { moveReplicas, replicasOf } from './replica-machine.ts'
import type { Tenure } from './tenure.ts'

/**
 * Removes topics: every replica is stopped, then deleted, and when the last one said that it is gone, so are the topic's
 * znodes. Replicas on dead brokers are waited for, and the end of reassignments.
 */
export class TopicDeletion {
  readonly #tenure: Tenure

  constructor(tenure: Tenure) {
    this.#tenure = tenure
  }

  /** What a new controller finds in the queue; nothing happens before `resume`. */
  adopt(names: readonly string[]): void {
    const { model } = this.#tenure
    for (const name of names) {
      const topic = model.topics.get(name)
      if (topic === undefined) continue
      model.toDelete.add(name)
      const hasOffline = replicasIn(topic).some(({ partition, broker }) => !model.isReplicaOnline(broker, partition))
      if (hasOffline || this.#isMoving(topic)) model.deletionIneligible.add(name)
    }
  }

  /** Queues topics that exist; the znodes of others are taken away. With `delete.topic.enable=false` all are. */
  async enqueue(names: readonly string[], enabled: boolean): Promise<void> {
    const { model, store } = this.#tenure
    const going = names.flatMap((name) => (enabled ? (model.topics.get(name) ?? []) : []))
    const known = new Set(going.map(({ name }) => name))
    await Promise.all(names.filter((name) => !known.has(name)).map((name) => store.remove(paths.deleteTopic(name))))
    for (const topic of going) {
      model.toDelete.add(topic.name)
      if (this.#isMoving(topic)) model.deletionIneligible.add(topic.name)
    }
    if (going.length > 0) await this.resume()
  }

  #isMoving({ partitions }: ControlledTopic): boolean {
    return [...partitions.values()].some((partition) => this.#tenure.model.reassigning.has(partition))
  }

  /** Topics have to wait until something else is over. */
  holdBack(names: Iterable<string>): void {
    const { model } = this.#tenure
    for (const name of names) if (model.isQueuedForDeletion(name)) model.deletionIneligible.add(name)
  }

  /** A broker is back, or a reassignment is over: what waited for it may go on. */
  async resumeFor(names: Iterable<string>): Promise<void> {
    const { model } = this.#tenure
    const queued = [...names].filter((name) => model.isQueuedForDeletion(name))
    for (const name of queued) model.deletionIneligible.delete(name)
    if (queued.length > 0) await this.resume()
  }

  /** Takes the next step for every topic in the queue. */
  async resume(): Promise<void> {
    const { model, batch } = this.#tenure
    const starting: ControlledTopic[] = []
    const retried: Replica[] = []
    for (const topic of [...model.toDelete].flatMap((name) => model.topics.get(name) ?? [])) {
      const phases = new Set(replicasIn(topic).map(({ partition, broker }) => replicaPhase(partition, broker)))
      if (phases.size === 1 && phases.has('DeletionSuccessful')) {
        await this.#complete(topic)
        continue
      }
      if (phases.has('DeletionStarted')) continue
      retried.push(...replicasIn(topic, 'DeletionIneligible'))
      if (!model.deletionIneligible.has(topic.name)) starting.push(topic)
    }
    await this.#tenure.takeReplicasOffline(retried)
    batch.send()
    if (starting.length > 0) await this.#start(starting)
  }

  async #start(topics: readonly ControlledTopic[]): Promise<void> {
    const { model, batch } = this.#tenure
    const partitions = topics.flatMap((topic) => [...topic.partitions.values()])
    for (const { name } of topics.filter((topic) => !model.deletionBegun.has(topic.name))) {
      model.deletionBegun.add(name)
      const own = partitions.filter(({ topic }) => topic.name === name)
      this.#tenure.moveOffline(own)
      for (const partition of own) model.setPhase(partition, 'NonExistent')
    }
    batch.updateMetadata(model.brokers.keys(), partitions)
    batch.send()
    await this.#deleteReplicas(topics)
  }

  async #deleteReplicas(topics: readonly ControlledTopic[]): Promise<void> {
    const { model, batch } = this.#tenure
    const isOnline = ({ partition, broker }: Replica) => model.isReplicaOnline(broker, partition)
    const all = topics.flatMap((topic) => replicasIn(topic))
    const dead = all.filter((replica) => !isOnline(replica))
    const alive = all.filter(
      (replica) => isOnline(replica) && replicaPhase(replica.partition, replica.broker) !== 'DeletionSuccessful',
    )
    moveReplicas(dead, 'DeletionIneligible')
    await this.#tenure.takeReplicasOffline(alive)
    batch.send()
    for (const { partition, broker } of moveReplicas(alive, 'DeletionStarted'))
      batch.stopReplica([broker], partition, true)
    batch.send()
    this.holdBack(dead.map(({ partition }) => partition.topic.name))
  }

  /** Replicas of topics in the queue can't be deleted now. */
  async failed(replicas: readonly Replica[]): Promise<void> {
    if (replicas.length === 0) return
    moveReplicas(replicas, 'DeletionIneligible')
    this.holdBack(replicas.map(({ partition }) => partition.topic.name))
    await this.resume()
  }

  /** A broker has answered StopReplica. */
  async answered(broker: number, request: StopReplicaRequest, response: StopReplicaResponse): Promise<void> {
    const asked = this.#deletedBy(broker, request)
    if (asked.size === 0) return
    const errors = new Set(
      response.partitionErrors
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ topicName, partitionIndex }) => `${topicName}-${partitionIndex}`),
    )
    const isBad = (name: string) => response.errorCode !== 0 || errors.has(name)
    const of = (bad: boolean) => [...asked].filter(([name]) => isBad(name) === bad).map(([, replica]) => replica)
    await this.failed(of(true))
    const deleted = moveReplicas(of(false), 'DeletionSuccessful')
    if (deleted.length > 0) await this.resume()
  }

  /** The replicas of topics in the queue that the request wanted deleted, by `topic-partition`. */
  #deletedBy(broker: number, { topicStates }: StopReplicaRequest): Map<string, Replica> {
    const { model } = this.#tenure
    const replicas = new Map<string, Replica>()
    for (const { topicName, partitionStates } of topicStates) {
      if (!model.isQueuedForDeletion(topicName)) continue
      for (const { partitionIndex, deletePartition } of partitionStates) {
        const partition = model.partition(topicName, partitionIndex)
        if (deletePartition && partition) replicas.set(`${topicName}-${partitionIndex}`, { partition, broker })
      }
    }
    return replicas
  }

  /** All replicas are gone: the znodes follow, in Kafka's order. */
  async #complete(topic: ControlledTopic): Promise<void> {
    const { model, store, logger } = this.#tenure
    const { name } = topic
    moveReplicas(replicasIn(topic), 'NonExistent')
    const states = [...topic.partitions.keys()].map((partition) => paths.partitionState(name, partition))
    const partitions = [...topic.partitions.keys()].map((partition) => paths.topicPartition(name, partition))
    const rest = [paths.topicPartitions(name), paths.topic(name), paths.config('topics', name), paths.deleteTopic(name)]
    await Promise.all([...states, ...partitions, ...rest].map((path) => store.remove(path)))
    model.removeTopic(name)
    logger.info(`Deletion of topic ${name} successfully completed`)
  }
}

function replicasIn(topic: ControlledTopic, phase?: ReplicaPhase): Replica[] {
  const all = replicasOf(topic.partitions.values())
  return phase === undefined ? all : all.filter(({ partition, broker }) => replicaPhase(partition, broker) === phase)
}
