import type { StopReplicaRequest, StopReplicaResponse } from '../../wire/kafka/stop-replica.ts'
import { paths } from '../znodes/paths.ts'
import { type ControlledPartition, type ControlledTopic, type ReplicaPhase, replicaPhase } from './model.ts'
import type { Tenure } from './tenure.ts'

/**
 * Removes topics: every replica is stopped, then deleted, and when the last one said that it is gone, so are the topic's
 * znodes. A topic with a replica on a dead broker waits for that broker.
 */
export class TopicDeletion {
  readonly #tenure: Tenure

  constructor(tenure: Tenure) {
    this.#tenure = tenure
  }

  /** Queues topics that exist; the znodes of others are taken away. With `delete.topic.enable=false` all are. */
  async enqueue(names: readonly string[], enabled: boolean): Promise<void> {
    const { model, store } = this.#tenure
    const known = names.filter((name) => enabled && model.topics.has(name))
    const others = names.filter((name) => !known.includes(name))
    await Promise.all(others.map((name) => store.remove(paths.deleteTopic(name))))
    for (const name of known) model.toDelete.add(name)
    for (const name of known) if (this.#mustWait(name)) model.deletionIneligible.add(name)
    if (known.length > 0) await this.resume()
  }

  #mustWait(name: string): boolean {
    const { model } = this.#tenure
    const partitions = [...(model.topics.get(name)?.partitions.values() ?? [])]
    const beingReassigned = ({ assignment }: ControlledPartition) =>
      assignment.adding.length + assignment.removing.length > 0
    const hasDead = (partition: ControlledPartition) =>
      partition.assignment.replicas.some((broker) => !model.isReplicaOnline(broker, partition))
    return partitions.some((partition) => beingReassigned(partition) || hasDead(partition))
  }

  /** A broker is back, or a reassignment is over: what waited for it may go on. */
  async retry(names: Iterable<string>): Promise<void> {
    for (const name of names) this.#tenure.model.deletionIneligible.delete(name)
    await this.resume()
  }

  /** Takes the next step for every topic in the queue. */
  async resume(): Promise<void> {
    const { model } = this.#tenure
    const queued = [...model.toDelete].flatMap((name) => model.topics.get(name) ?? [])
    const starting: ControlledTopic[] = []
    for (const topic of queued) {
      if (everyReplica(topic, 'DeletionSuccessful')) await this.#complete(topic)
      else if (!anyReplica(topic, 'DeletionStarted') && !model.deletionIneligible.has(topic.name)) starting.push(topic)
    }
    if (starting.length > 0) await this.#start(starting)
  }

  async #start(topics: readonly ControlledTopic[]): Promise<void> {
    const { model, batch } = this.#tenure
    const partitions = topics.flatMap((topic) => [...topic.partitions.values()])
    this.#tenure.moveOffline(partitions)
    batch.updateMetadata(model.brokers.keys(), partitions)
    batch.send()
    for (const broker of replicasOf(partitions)) {
      const hosted = partitions.filter(({ assignment }) => assignment.replicas.includes(broker))
      await this.#tenure.takeReplicasOffline(hosted, broker)
    }
    batch.send()
    for (const partition of partitions) {
      const started = this.#tenure.moveReplicas(partition, partition.assignment.replicas, 'DeletionStarted')
      batch.stopReplica(started, partition, true)
    }
    batch.send()
  }

  /** A broker has answered StopReplica. */
  async answered(broker: number, request: StopReplicaRequest, response: StopReplicaResponse): Promise<void> {
    const { model } = this.#tenure
    const failed = new Set(
      response.partitionErrors
        .filter(({ errorCode }) => errorCode !== 0)
        .map(({ topicName, partitionIndex }) => `${topicName}-${partitionIndex}`),
    )
    for (const { topicName, partitionStates } of request.topicStates) {
      for (const { partitionIndex, deletePartition } of partitionStates) {
        const partition = model.partition(topicName, partitionIndex)
        if (!deletePartition || partition === undefined || !model.isQueuedForDeletion(topicName)) continue
        const ok = response.errorCode === 0 && !failed.has(`${topicName}-${partitionIndex}`)
        this.#tenure.moveReplicas(partition, [broker], ok ? 'DeletionSuccessful' : 'DeletionIneligible')
        if (!ok) model.deletionIneligible.add(topicName)
      }
    }
    await this.resume()
  }

  /** All replicas are gone: the znodes follow, in Kafka's order. */
  async #complete(topic: ControlledTopic): Promise<void> {
    const { model, store, logger } = this.#tenure
    const { name } = topic
    for (const partition of topic.partitions.values()) {
      this.#tenure.moveReplicas(partition, partition.assignment.replicas, 'NonExistent')
      partition.phase = 'NonExistent'
    }
    const states = [...topic.partitions.keys()].map((partition) => paths.partitionState(name, partition))
    const partitions = [...topic.partitions.keys()].map((partition) => paths.topicPartition(name, partition))
    const rest = [paths.topicPartitions(name), paths.topic(name), paths.config('topics', name), paths.deleteTopic(name)]
    await Promise.all([...states, ...partitions, ...rest].map((path) => store.remove(path)))
    model.topics.delete(name)
    model.toDelete.delete(name)
    model.deletionIneligible.delete(name)
    logger.info(`Deletion of topic ${name} successfully completed`)
  }
}

const replicasOf = (partitions: readonly ControlledPartition[]): Set<number> =>
  new Set(partitions.flatMap(({ assignment }) => assignment.replicas))

function phases(topic: ControlledTopic): ReplicaPhase[] {
  return [...topic.partitions.values()].flatMap((partition) =>
    partition.assignment.replicas.map((broker) => replicaPhase(partition, broker)),
  )
}

const everyReplica = (topic: ControlledTopic, phase: ReplicaPhase) => phases(topic).every((one) => one === phase)
const anyReplica = (topic: ControlledTopic, phase: ReplicaPhase) => phases(topic).includes(phase)
