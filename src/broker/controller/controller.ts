import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Transport } from '../../net/transport.ts'
import type { AlterPartitionRequest, AlterPartitionResponse } from '../../wire/kafka/alter-partition.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import type { LeaderAndIsrResponse } from '../../wire/kafka/leader-and-isr.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { paths } from '../znodes/paths.ts'
import type { ProducerIdBlock } from '../znodes/producer-id-block.ts'
import { alterPartitions } from './alter-partition.ts'
import { brokersChanged, registrationChanged, type Surroundings } from './broker-changes.ts'
import { ControllerChannels } from './channels.ts'
import { controlledShutdown } from './controlled-shutdown.ts'
import { currentController, elect, type Won } from './election.ts'
import { EventQueue } from './event-queue.ts'
import { takeOver } from './failover.ts'
import type { ControlledPartition } from './model.ts'
import { nextProducerIdBlock } from './producer-ids.ts'
import { ControllerMovedError, ControllerStore } from './store.ts'
import { Tenure } from './tenure.ts'
import { topicChanged, topicsChanged } from './topic-changes.ts'
import { TopicDeletion } from './topic-deletion.ts'

export interface ControllerOptions {
  readonly brokerId: number
  readonly zookeeper: ZooKeeperClient
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  readonly config: BrokerConfig
  readonly interBrokerListener: string
  /** By which this controller reaches the brokers. */
  readonly controlListener: string
  newTopicId(): string
}

interface Reign {
  readonly tenure: Tenure
  readonly channels: ControllerChannels
  readonly deletion: TopicDeletion
  readonly around: Surroundings
}

/**
 * Every broker has one; at most one of them is in office. It handles one event after the other, and gives up as soon as
 * ZooKeeper says that another broker was elected.
 */
export class Controller {
  readonly #options: ControllerOptions
  readonly #logger: Logger
  readonly #events: EventQueue
  #reign: Reign | undefined
  #closed = false

  constructor(options: ControllerOptions) {
    this.#options = options
    this.#logger = options.logger.named('kafka.controller.KafkaController')
    this.#events = new EventQueue(this.#logger, (error) => {
      if (error instanceof ControllerMovedError) this.#resign()
    })
  }

  get isActive(): boolean {
    return this.#reign !== undefined
  }

  /** Stands for election, now and whenever the office is vacant. Returns when the first election is decided. */
  async start(): Promise<void> {
    await this.#events.put('Startup', () => this.#standForElection())
  }

  /** The session has expired: whatever it held is gone. Settles when the last event under it is over. */
  expire(): Promise<void> {
    return this.#events.put('Expire', () => this.#resign())
  }

  /** There is a new session, and the broker is registered again. */
  renewed(): Promise<void> {
    return this.#events.put('Reelect', () => this.#standForElection())
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#events.put('Shutdown', () => this.#resign())
  }

  async #standForElection(): Promise<void> {
    if (this.#closed) return
    const { zookeeper, brokerId, clock } = this.#options
    const holder = await currentController(zookeeper, this.#electionWatch)
    if (holder !== undefined) {
      if (holder !== brokerId) this.#resign()
      return
    }
    const won = await elect(zookeeper, brokerId, clock)
    if (won !== undefined) await this.#rule(won)
  }

  readonly #electionWatch = () => void this.#events.put('ControllerChange', () => this.#standForElection())

  async #rule(won: Won): Promise<void> {
    this.#resign()
    this.#logger.info(
      `${this.#options.brokerId} successfully elected as the controller. Epoch incremented to ${won.epoch}`,
    )
    const reign = this.#newReign(won)
    this.#reign = reign
    await takeOver(reign.tenure, reign.around, this.#watches, () => this.#options.newTopicId())
    await reign.deletion.enqueue([...reign.tenure.model.toDelete], this.#options.config.get('delete.topic.enable'))
  }

  #newReign({ epoch, epochVersion }: Won): Reign {
    const { brokerId, transport, clock, logger, zookeeper, config, interBrokerListener, controlListener } =
      this.#options
    const timeoutMs = config.get('controller.socket.timeout.ms')
    const channels = new ControllerChannels({ transport, clock, logger, clientId: String(brokerId), timeoutMs })
    const tenure = new Tenure({
      epoch,
      store: new ControllerStore(zookeeper, epochVersion),
      logger: this.#logger,
      batch: {
        controllerId: brokerId,
        channels,
        interBrokerListener,
        onLeaderAndIsr: (broker, response) =>
          this.#when('LeaderAndIsrResponse', (r) => replicasFailed(r, broker, response)),
        onStopReplica: (broker, request, response) =>
          this.#when('StopReplicaResponse', ({ deletion }) => deletion.answered(broker, request, response)),
      },
    })
    const deletion = new TopicDeletion(tenure)
    return { tenure, channels, deletion, around: { channels, controlListener, deletion, watches: this.#watches } }
  }

  #resign(): void {
    if (this.#reign === undefined) return
    this.#logger.info(`Resigned as the controller of epoch ${this.#reign.tenure.epoch}`)
    this.#reign.channels.close()
    this.#reign = undefined
  }

  /** Puts an event of the office: it is dropped when this broker is not the controller (any more). */
  #when(name: string, event: (reign: Reign) => Promise<void> | void): void {
    void this.#events.put(name, () => (this.#reign === undefined ? undefined : event(this.#reign)))
  }

  readonly #newTopicId = () => this.#options.newTopicId()

  readonly #watches = {
    brokers: () => this.#when('BrokerChange', ({ tenure, around }) => brokersChanged(tenure, around)),
    broker: (id: number) => () =>
      this.#when('BrokerModification', ({ tenure }) => registrationChanged(tenure, id, this.#watches)),
    topics: () => this.#when('TopicChange', ({ tenure }) => topicsChanged(tenure, this.#watches, this.#newTopicId)),
    topic: (name: string) => () =>
      this.#when('PartitionModifications', ({ tenure }) => topicChanged(tenure, name, this.#watches)),
    deletions: () => this.#when('TopicDeletion', (reign) => this.#deletionsChanged(reign)),
    isrChanges: () => this.#when('IsrChangeNotification', (reign) => this.#isrChanged(reign)),
    logDirEvents: () => this.#when('LogDirEventNotification', (reign) => this.#logDirEvent(reign)),
  }

  async #deletionsChanged({ tenure, deletion }: Reign): Promise<void> {
    const names = await tenure.store.children(paths.deleteTopics, this.#watches.deletions)
    const fresh = names.filter((name) => !tenure.model.isQueuedForDeletion(name))
    if (fresh.length > 0) await deletion.enqueue(fresh, this.#options.config.get('delete.topic.enable'))
  }

  /** Only brokers before 2.7 tell of ISR changes so; everything is read again. */
  async #isrChanged({ tenure }: Reign): Promise<void> {
    await tenure.store.children(paths.isrChanges, this.#watches.isrChanges)
    await Promise.all([...tenure.model.partitions()].map((partition) => tenure.refresh(partition)))
    tenure.batch.updateMetadata(tenure.model.brokers.keys(), tenure.model.partitions())
    tenure.batch.send()
    await tenure.store.clear(paths.isrChanges)
  }

  /** A log directory has failed somewhere: the brokers are asked for all their replicas, and tell which are gone. */
  async #logDirEvent({ tenure }: Reign): Promise<void> {
    const { model, batch, store } = tenure
    await store.children(paths.logDirEvents, this.#watches.logDirEvents)
    for (const partition of model.partitions()) {
      batch.leaderAndIsr(
        partition.assignment.replicas.filter((id) => model.isLive(id)),
        partition,
        false,
      )
    }
    batch.send()
    await store.clear(paths.logDirEvents)
  }

  /** Runs what a broker asked of the controller. Throws NOT_CONTROLLER when this one is not it. */
  #ask<T>(question: (reign: Reign) => Promise<T>): Promise<T> {
    return this.#events.ask(() => {
      if (this.#reign === undefined) throw new KafkaError('NOT_CONTROLLER')
      return question(this.#reign)
    })
  }

  /** Partitions that are being moved: empty unless this broker is the controller. */
  reassignments(isAsked: (topic: string, partition: number) => boolean): ControlledPartition[] {
    return [...(this.#reign?.tenure.model.partitions() ?? [])].filter(
      ({ topic, partition, assignment }) =>
        assignment.adding.length + assignment.removing.length > 0 && isAsked(topic.name, partition),
    )
  }

  controlledShutdown(broker: number, brokerEpoch: number): Promise<ControlledPartition[]> {
    return this.#ask(({ tenure }) => controlledShutdown(tenure, broker, brokerEpoch))
  }

  alterPartition(request: AlterPartitionRequest, version: number): Promise<AlterPartitionResponse> {
    return this.#ask(({ tenure }) => alterPartitions(tenure, request, version))
  }

  allocateProducerIds(broker: number, brokerEpoch: number): Promise<ProducerIdBlock> {
    return this.#ask(({ tenure }) => {
      const known = tenure.model.brokers.get(broker)
      if (known === undefined) throw new KafkaError('BROKER_ID_NOT_REGISTERED')
      if (known.epoch !== brokerEpoch) throw new KafkaError('STALE_BROKER_EPOCH')
      return nextProducerIdBlock(tenure.store.zookeeper, broker)
    })
  }
}

/** A broker could not open some of its replicas: their directory has failed. */
async function replicasFailed({ tenure }: Reign, broker: number, response: LeaderAndIsrResponse): Promise<void> {
  const { model, batch } = tenure
  const storage = errorCode('KAFKA_STORAGE_ERROR')
  const names = new Map([...model.topics.values()].map(({ id, name }) => [id, name]))
  const failed = response.topics.flatMap(({ topicId, partitionErrors }) =>
    partitionErrors.flatMap(({ partitionIndex, errorCode: code }) => {
      const partition = model.partition(names.get(topicId) ?? '', partitionIndex)
      return code === storage && partition !== undefined ? [partition] : []
    }),
  )
  if (failed.length === 0) return
  const offline = model.offlineDirReplicas.get(broker) ?? new Set<string>()
  model.offlineDirReplicas.set(broker, offline)
  for (const { topic, partition } of failed) offline.add(`${topic.name}-${partition}`)
  const led = failed.filter(({ leadership }) => leadership?.leader === broker)
  tenure.moveOffline(led)
  await tenure.bringOnline(led, 'offline')
  await tenure.takeReplicasOffline(failed, broker)
  batch.updateMetadata(model.brokers.keys(), failed)
  batch.send()
}
