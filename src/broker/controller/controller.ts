import type { Clock, Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Transport } from '../../net/transport.ts'
import type { AlterPartitionRequest, AlterPartitionResponse } from '../../wire/kafka/alter-partition.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import type { ProducerIdBlock } from '../znodes/producer-id-block.ts'
import { alterPartitions } from './alter-partition.ts'
import { controlledShutdown } from './controlled-shutdown.ts'
import { currentController, elect, vacate, type Won } from './election.ts'
import { EventQueue } from './event-queue.ts'
import { takeOver } from './failover.ts'
import type { ControlledPartition } from './model.ts'
import type { Office } from './office.ts'
import { nextProducerIdBlock } from './producer-ids.ts'
import type { ReassignmentResult, WantedReassignment } from './reassignments.ts'
import { type Enqueue, openOffice, scheduleRebalance } from './reign.ts'
import { type AskedElection, type ElectionResult, type ElectionType, electLeaders } from './replica-elections.ts'
import { ControllerMovedError } from './store.ts'

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

/**
 * Every broker has one; at most one of them is in office. It handles one event after the other, and gives up as soon as
 * ZooKeeper says that another broker was elected.
 */
export class Controller {
  readonly #options: ControllerOptions
  readonly #logger: Logger
  readonly #events: EventQueue
  #office: Office | undefined
  #rebalance: Timer | undefined
  #closed = false

  constructor(options: ControllerOptions) {
    this.#options = options
    this.#logger = options.logger.named('kafka.controller.KafkaController')
    this.#events = new EventQueue(this.#logger, (error) => {
      if (error instanceof ControllerMovedError) this.#resign()
    })
  }

  get isActive(): boolean {
    return this.#office !== undefined
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
    return this.#events.put('RegisterBrokerAndReelect', () => this.#standForElection())
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#events.put('ShutdownEventThread', () => this.#resign())
  }

  async #standForElection(): Promise<void> {
    if (this.#closed) return
    const { zookeeper, brokerId, clock } = this.#options
    const holder = await currentController(zookeeper, this.#electionWatch)
    if (holder !== brokerId) this.#resign()
    if (holder !== undefined) return
    const won = await elect(zookeeper, brokerId, clock)
    if (won !== undefined) await this.#rule(won)
  }

  readonly #electionWatch = () => void this.#events.put('ControllerChange', () => this.#standForElection())

  async #rule(won: Won): Promise<void> {
    this.#resign()
    this.#logger.info(
      `${this.#options.brokerId} successfully elected as the controller. Epoch incremented to ${won.epoch} and epoch zk version is now ${won.epochVersion}`,
    )
    const enqueue: Enqueue = (name, event) =>
      void this.#events.put(name, () => (this.#office === office ? event(office) : undefined))
    const office: Office = openOffice(this.#options, won, enqueue)
    this.#office = office
    try {
      await takeOver(office)
    } catch (error) {
      this.#resign()
      if (!(error instanceof ControllerMovedError)) await vacate(this.#options.zookeeper, won)
      throw error
    }
    if (this.#options.config.get('auto.leader.rebalance.enable'))
      this.#rebalance = scheduleRebalance(this.#options, enqueue)
  }

  #resign(): void {
    if (this.#office === undefined) return
    this.#logger.info(`Resigned as the controller of epoch ${this.#office.tenure.epoch}`)
    this.#rebalance?.cancel()
    this.#office.channels.close()
    this.#office = undefined
  }

  /** Runs what somebody asks of the controller. Rejects with NOT_CONTROLLER when this one is not it. */
  async #ask<T>(question: (office: Office) => Promise<T>): Promise<T> {
    try {
      return await this.#events.ask(() => {
        if (this.#office === undefined) throw new KafkaError('NOT_CONTROLLER')
        return question(this.#office)
      })
    } catch (error) {
      if (!(error instanceof ControllerMovedError)) throw error
      await this.#events.put('ControllerMoved', () => this.#resign())
      throw new KafkaError('NOT_CONTROLLER')
    }
  }

  /** What the broker still leads. Rejects with STALE_CONTROLLER_EPOCH when this is not the controller. */
  async controlledShutdown(broker: number, brokerEpoch: number): Promise<ControlledPartition[]> {
    try {
      return await this.#ask(({ tenure }) => controlledShutdown(tenure, broker, brokerEpoch))
    } catch (error) {
      const moved = error instanceof KafkaError && error.errorName === 'NOT_CONTROLLER'
      throw moved ? new KafkaError('STALE_CONTROLLER_EPOCH') : error
    }
  }

  async alterPartition(request: AlterPartitionRequest, version: number): Promise<AlterPartitionResponse> {
    const { response, partitions } = await this.#ask(async (office) => {
      const altered = await alterPartitions(office.tenure, request, version)
      const moving = altered.partitions.some((partition) => office.tenure.model.reassigning.has(partition))
      return { ...altered, partitions: moving ? altered.partitions : [] }
    })
    if (partitions.length > 0)
      void this.#events.put('AlterPartition', () => this.#office?.reassignments.completeReady(partitions))
    return response
  }

  allocateProducerIds(broker: number, brokerEpoch: number): Promise<ProducerIdBlock> {
    return this.#ask(({ tenure }) => {
      const known = tenure.model.brokers.get(broker)
      if (known === undefined) throw new KafkaError('BROKER_ID_NOT_REGISTERED')
      if (known.epoch !== brokerEpoch) throw new KafkaError('STALE_BROKER_EPOCH')
      return nextProducerIdBlock(tenure.store.zookeeper, broker)
    })
  }

  /** Gives partitions new leaders; the results are in the order of what was asked. */
  electLeaders(type: ElectionType, asked: readonly AskedElection[]): Promise<ElectionResult[]> {
    return this.#ask(({ tenure }) => electLeaders(tenure, type, asked))
  }

  /** Begins, replaces or cancels (`replicas: null`) moves of replicas; the results are in the order of the wishes. */
  alterReassignments(wanted: readonly WantedReassignment[]): Promise<ReassignmentResult[]> {
    return this.#ask(({ reassignments }) => reassignments.alter(wanted))
  }

  /** Partitions whose replicas are being moved, all of them or those that are asked for. */
  listReassignments(asked: readonly AskedElection[] | null): Promise<ControlledPartition[]> {
    return this.#ask(async ({ tenure: { model } }) => {
      if (asked === null) return [...model.reassigning]
      const known = asked.flatMap(({ topic, partition }) => model.partition(topic, partition) ?? [])
      return known.filter((partition) => model.reassigning.has(partition))
    })
  }

  /** Unclean elections are allowed from now on, for a topic or for all: leaders are elected where there is none. */
  enableUncleanElection(topic?: string): void {
    void this.#events.put('UncleanLeaderElectionEnable', async () => {
      const tenure = this.#office?.tenure
      await tenure?.electLeaderless(topic)
      tenure?.batch.send()
    })
  }
}
