import { hostname as systemHostName } from 'node:os'
import { randomUuid } from '../../base/uuid.ts'
import type { Address } from '../../net/transport.ts'
import { AlterPartition } from '../../wire/kafka/alter-partition.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { registry } from '../apis/registry.ts'
import { ConfigChanges } from '../configs/config-changes.ts'
import { controlPlaneListener, type Endpoint, interBrokerListener } from '../configs/listeners.ts'
import type { BrokerContext } from '../context.ts'
import { Controller } from '../controller/controller.ts'
import { createGroupCoordinator, type GroupCoordinator } from '../groups/coordinator.ts'
import { MetadataCache } from '../metadata/cache.ts'
import { BrokerBeans } from '../metrics/broker-beans.ts'
import { AlterPartitionSender } from '../replicas/alter-partition-sender.ts'
import { followerFetchers } from '../replicas/fetchers/index.ts'
import { LogMoves } from '../replicas/moves/log-moves.ts'
import { ReplicaManager } from '../replicas/replica-manager.ts'
import { offsetsTopic, transactionsTopic } from '../topics/names.ts'
import { TransactionCoordinator } from '../transactions/coordinator.ts'
import { brokerContext } from './broker-context.ts'
import { leaveControlled } from './controlled-shutdown.ts'
import { ControllerChannel } from './controller-channel.ts'
import { ReplicatedLog } from './coordinator-log.ts'
import { reportFailedDirectory } from './directory-failures.ts'
import type { Joined } from './join-cluster.ts'
import type { Leftovers } from './leftovers.ts'
import { Membership } from './membership.ts'
import { RequestHandler } from './request-handler.ts'
import { ServerListeners } from './server-listeners.ts'
import { SocketServer } from './socket-server.ts'
import type { BrokerOptions, RunningBroker } from './start.ts'

const disconnected = (zookeeper: ZooKeeperClient): Promise<void> =>
  new Promise((resolve) => {
    if (zookeeper.state === 'SyncConnected') zookeeper.onState(() => resolve())
    else resolve()
  })

/** A broker's parts, put together. */
export class Broker implements RunningBroker {
  readonly #options: BrokerOptions
  readonly #joined: Joined
  readonly #sockets: SocketServer
  readonly #metadata = new MetadataCache()
  readonly #replicas: ReplicaManager
  readonly #groups: GroupCoordinator
  readonly #transactions: TransactionCoordinator
  readonly #controller: Controller
  readonly #channel: ControllerChannel
  readonly #isrChannel: ControllerChannel
  readonly #isrChanges: AlterPartitionSender
  readonly #context: BrokerContext
  readonly #configChanges: ConfigChanges
  readonly #listeners: ServerListeners
  readonly ended: Promise<Error | undefined>
  #closed: () => void = () => {}
  readonly #membership: Membership
  #closing: Promise<void> | undefined

  static async start(options: BrokerOptions, joined: Joined, leftovers: Leftovers): Promise<Broker> {
    const { transport, clock, logger, hostName } = options
    const sockets = new SocketServer({ transport, clock, logger, config: joined.config })
    leftovers.add(() => sockets.close())
    leftovers.add(() => sockets.stopServing())
    const own = { config: joined.config, sockets, logger: logger.named('kafka.network.SocketServer') }
    const listeners = new ServerListeners({ ...own, hostName: hostName ?? systemHostName() })
    await listeners.open()
    const broker = new Broker(options, joined, sockets, listeners)
    await broker.#run()
    return broker
  }

  private constructor(options: BrokerOptions, joined: Joined, sockets: SocketServer, listeners: ServerListeners) {
    const { transport, clock, random, logger } = options
    const { config, zookeeper, identity, logs, dynamic } = joined
    const { brokerId: id } = identity
    const metadata = this.#metadata
    this.#options = options
    this.#joined = joined
    this.#sockets = sockets
    this.#listeners = listeners
    const closed = new Promise<undefined>((resolve) => {
      this.#closed = () => resolve(undefined)
    })
    this.ended = Promise.race([joined.directoryFailures.all, closed])
    const listener = interBrokerListener(config)
    const fetchers = followerFetchers({
      ...{ brokerId: id, metadata, config, overrides: joined.overrides, transport, clock, logger },
      brokerEpoch: () => this.#membership.epoch,
      listener: () => listener,
    })
    this.#isrChannel = this.#newChannel()
    this.#isrChanges = new AlterPartitionSender({
      ...{ brokerId: id, clock, logger },
      brokerEpoch: () => this.#membership.epoch,
      call: (version, body) => this.#isrChannel.call(AlterPartition, version, body),
    })
    this.#replicas = new ReplicaManager({
      ...{ brokerId: id, logs, metadata, fetchers, clock, logger },
      moves: new LogMoves({ logs, clock, config, logger }),
      isrChanges: this.#isrChanges,
      lagMs: config.get('replica.lag.time.max.ms'),
    })
    const coordinated = (topic: string) => new ReplicatedLog(topic, this.#replicas, metadata, clock)
    const storage = coordinated(offsetsTopic)
    this.#groups = createGroupCoordinator({ config, clock, logger, random, storage, brokerId: id })
    this.#transactions = new TransactionCoordinator({ log: coordinated(transactionsTopic), config, clock, logger })
    this.#controller = new Controller({
      ...{ brokerId: id, zookeeper, transport, clock, logger, config, interBrokerListener: listener },
      controlListener: controlPlaneListener(config) ?? listener,
      newTopicId: () => randomUuid(random),
    })
    this.#channel = this.#newChannel()
    this.#membership = new Membership({
      ...{ zookeeper, clock, brokerId: id, rack: config.get('broker.rack') },
      endpoints: () => listeners.advertised,
      logger: logger.named('kafka.server.KafkaServer'),
      expired: () => this.#controller.expire(),
      renewed: () => this.#renewed(),
    })
    this.#context = brokerContext({
      ...{ options, joined, metadata, membership: this.#membership, replicas: this.#replicas, groups: this.#groups },
      ...{ transactions: this.#transactions, controller: this.#controller, channel: this.#channel },
    })
    const changed = (path: string) => dynamic.changed(path)
    this.#configChanges = new ConfigChanges({
      zookeeper,
      clock,
      logger: logger.named('kafka.server.ConfigHandler'),
      changed,
    })
  }

  #newChannel(): ControllerChannel {
    const { transport, clock } = this.#options
    const { config } = this.#joined
    return new ControllerChannel({
      ...{ brokerId: this.brokerId, metadata: this.#metadata, transport, clock },
      listener: () => interBrokerListener(config),
      timeoutMs: config.get('controller.socket.timeout.ms'),
    })
  }

  get brokerId(): number {
    return this.#joined.identity.brokerId
  }

  get clusterId(): string {
    return this.#joined.identity.clusterId
  }

  get endpoints(): readonly Endpoint[] {
    return this.#listeners.advertised
  }

  get address(): Address {
    const [first] = this.endpoints
    return { host: first?.host ?? '', port: first?.port ?? -1 }
  }

  async #run(): Promise<void> {
    await this.#membership.join()
    this.#joined.dynamic.onUncleanElection((topic) => this.#controller.enableUncleanElection(topic))
    this.#joined.directoryFailures.onFailure((directory) => this.#directoryFailed(directory))
    this.#replicas.onLeadershipChange({
      leads: (topic, partition, epoch) => this.#coordinatorOf(topic)?.onLeader(partition, epoch),
      follows: (topic, partition) => this.#coordinatorOf(topic)?.onFollower(partition),
    })
    void this.#controller.start()
    this.#groups.start()
    await this.#configChanges.start()
    this.#listeners.follow(() => this.#membership.update())
    this.#sockets.start(new RequestHandler(this.#context, registry))
    this.#options.logger.named('kafka.server.KafkaServer').info(`[KafkaServer id=${this.brokerId}] started`)
  }

  #coordinatorOf(topic: string): GroupCoordinator | TransactionCoordinator | undefined {
    if (topic === offsetsTopic) return this.#groups
    return topic === transactionsTopic ? this.#transactions : undefined
  }

  /** An expired session took the registration, and maybe the controller's office, with it. */
  async #renewed(): Promise<void> {
    await this.#controller.renewed()
    await this.#configChanges.start()
  }

  /** Its replicas serve no more; the controller has to find others to lead. */
  #directoryFailed(directory: string): void {
    const { zookeeper } = this.#joined
    this.#replicas.directoryFailed(directory)
    void reportFailedDirectory(zookeeper, this.brokerId, this.#options.logger.named('kafka.server.ReplicaManager'))
  }

  beans(): BrokerBeans {
    return new BrokerBeans(this.#context)
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    const log = this.#options.logger.named('kafka.server.KafkaServer')
    log.info(`[KafkaServer id=${this.brokerId}] shutting down`)
    await this.#leaveControlled()
    this.#membership.leave()
    this.#configChanges.close()
    this.#listeners.close()
    await this.#sockets.stopServing()
    await this.#orGoOn(() => this.#groups.close())
    await this.#orGoOn(() => this.#replicas.close())
    await this.#orGoOn(() => this.#joined.logs.close(this.#membership.epoch))
    this.#isrChanges.close()
    this.#isrChannel.close()
    this.#channel.close()
    await this.#endSession()
    this.#sockets.close()
    this.#closed()
    log.info(`[KafkaServer id=${this.brokerId}] shut down completed`)
  }

  /** A disk that fails now must not keep the broker's session and its office. */
  async #orGoOn(step: () => Promise<void> | void): Promise<void> {
    try {
      await step()
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      this.#options.logger.named('kafka.server.KafkaServer').error(text)
    }
  }

  /** The office is given up before the session, unless ZooKeeper is away: then whatever waits for it is let go first. */
  async #endSession(): Promise<void> {
    const { zookeeper } = this.#joined
    const resigned = this.#controller.close()
    await Promise.race([resigned, disconnected(zookeeper)])
    await zookeeper.close()
    await resigned
  }

  /** On a connection of its own: what else is asked of the controller may take its time. */
  async #leaveControlled(): Promise<void> {
    const { clock, logger } = this.#options
    const { config } = this.#joined
    const channel = this.#newChannel()
    await leaveControlled({
      ...{ brokerId: this.brokerId, brokerEpoch: this.#membership.epoch, config, clock, channel },
      metadata: this.#metadata,
      logger: logger.named('kafka.server.KafkaServer'),
    })
    channel.close()
  }
}
