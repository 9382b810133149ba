import { pause, within } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { zeroUuid } from '../base/uuid.ts'
import { errorOf } from '../wire/kafka/errors.ts'
import { Metadata as MetadataApi, MetadataRequest } from '../wire/kafka/metadata.ts'
import { backoff } from './backoff.ts'
import { parseBootstrapServers, resolveBootstrapServers } from './bootstrap.ts'
import type { BrokerConnection } from './broker-connection.ts'
import type { ClientConfig } from './config.ts'
import { disconnectError, isRetriable, unassigned, unassignedError } from './errors.ts'
import { type Metadata, noMetadata, type TopicMetadata, withAnswer } from './metadata.ts'
import { type ClientIo, Node, type NodeDescription, type NodeIo } from './node.ts'
import type { SecureChannel } from './security/channel.ts'
import { isPlain } from './security/config.ts'

/** Whom a request goes to: a broker by its id, the controller, or the one with the least to do. */
export type Target = number | 'any' | 'controller'

export interface Patience {
  /** In `clock.elapsed()` milliseconds: see `Cluster.deadline`. */
  readonly deadline: number
  /** What is being done, for the text of the time-out. */
  readonly call: string
}

export interface ConnectOptions extends Patience {
  /** Connections of different channels are apart: a long poll on one does not hold up the other. */
  readonly channel?: string
}

export interface RefreshOptions extends Patience {
  readonly allowAutoTopicCreation?: boolean
}

/** A client's view of a cluster: its metadata and the connections to its brokers. */
export class Cluster {
  readonly config: ClientConfig
  readonly io: NodeIo
  #bootstrap: Node[]
  readonly #nodes = new Map<string, Node>()
  #metadata = noMetadata

  private constructor(config: ClientConfig, io: NodeIo, bootstrap: Node[]) {
    this.config = config
    this.io = io
    this.#bootstrap = bootstrap
  }

  /**
   * Resolves the bootstrap servers; connects to none yet.
   * @throws ClientError (ConfigException) on an entry that is no `host:port`, and when no server's name can be resolved;
   *   (KafkaException) on security settings that can't be fulfilled
   */
  static async open(config: ClientConfig, io: ClientIo): Promise<Cluster> {
    const servers = await resolveBootstrapServers(
      parseBootstrapServers(config.bootstrapServers),
      io.transport,
      io.logger,
    )
    const secured = { ...io, channel: await channelOf(config, io) }
    const nodes = servers.map(({ server, addresses }, index) => {
      return new Node({ ...server, id: -1 - index, rack: null }, addresses, config, secured)
    })
    return new Cluster(config, secured, nodes)
  }

  /** What was last heard of the cluster; empty before the first `refreshMetadata`. */
  get metadata(): Metadata {
    return this.#metadata
  }

  /** The moment that is so far away, default.api.timeout.ms where nothing is said. */
  deadline(timeoutMs = this.config.apiTimeoutMs): number {
    return this.io.clock.elapsed() + timeoutMs
  }

  /**
   * An open connection to the target; tries, with Kafka's pauses and warnings, until there is one.
   * @throws ClientError (TimeoutException) at the deadline
   */
  async connect(target: Target, options: ConnectOptions): Promise<BrokerConnection> {
    while (this.#left(options) > 0) {
      const connection = await this.tryConnect(target, options)
      if (connection !== undefined) return connection
      // Who is gone may have a successor, or another address.
      if (target !== 'any' && this.#metadata.brokers.size > 0) await this.refreshMetadata([], options)
      await pause(this.io.clock, Math.min(this.#wait(target, options.channel), Math.max(0, this.#left(options))))
    }
    return unassigned(options.call)
  }

  /** One round of attempts, without waiting for another; undefined when none succeeded. */
  async tryConnect(target: Target, options: ConnectOptions): Promise<BrokerConnection | undefined> {
    if (target === 'any') return this.#connectAny(options)
    if (target === 'controller' && this.#metadata.controllerId < 0) await this.refreshMetadata([], options)
    const id = target === 'controller' ? this.#metadata.controllerId : target
    if (id >= 0 && this.node(id, options.channel) === undefined) await this.refreshMetadata([], options)
    const node = this.node(id, options.channel)
    return node === undefined ? undefined : this.#connectIfDue(node, options)
  }

  /** The broker's node if metadata knows the broker. Its connection may be closed. */
  node(id: number, channel = ''): Node | undefined {
    const description = this.#metadata.brokers.get(id)
    if (description === undefined) return undefined
    const key = `${id}/${channel}`
    const known = this.#nodes.get(key)
    if (known !== undefined && sameEndpoint(known.description, description)) return known
    known?.close()
    const node = new Node(description, [], this.config, this.io, shownId(id, channel))
    this.#nodes.set(key, node)
    return node
  }

  /**
   * Asks for the brokers, the controller, and the named topics (`'all'` of them, or none).
   * @throws ClientError (TimeoutException) at the deadline
   */
  async refreshMetadata(topics: readonly string[] | 'all', options: RefreshOptions): Promise<Metadata> {
    for (let failures = 0; ; failures++) {
      const connection = await this.connect('any', options)
      try {
        return await this.#askMetadata(connection, topics, options)
      } catch (error) {
        if (!isRetriable(error)) throw error
        if (this.#left(options) <= 0)
          throw this.#metadata.brokers.size === 0 ? unassignedError(options.call, error) : error
        await pause(this.io.clock, Math.min(this.retryBackoff(failures), this.#left(options)))
      }
    }
  }

  /** The broker at the other end of an open connection. */
  descriptionOf(connection: BrokerConnection): NodeDescription | undefined {
    return [...this.#nodes.values()].find((node) => node.connection === connection)?.description
  }

  /** A broker that another one told of, for instance as a group's coordinator; metadata knows better. */
  learnBroker(broker: NodeDescription): void {
    if (this.#metadata.brokers.has(broker.id)) return
    this.#metadata = { ...this.#metadata, brokers: new Map(this.#metadata.brokers).set(broker.id, broker) }
    this.#takeOverBootstrap(broker.id)
  }

  /** After an answer that said the controller is another one. */
  forgetController(): void {
    this.#metadata = { ...this.#metadata, controllerId: -1 }
  }

  /** Milliseconds to wait before the try that follows `failures` failed ones. */
  retryBackoff(failures: number): number {
    return backoff(this.io.random, this.config.retryBackoffMs, this.config.retryBackoffMaxMs, failures)
  }

  /** Closes all connections; what waits on them fails. */
  close(): void {
    for (const node of [...this.#bootstrap, ...this.#nodes.values()]) node.close()
  }

  async #askMetadata(connection: BrokerConnection, topics: readonly string[] | 'all', options: RefreshOptions) {
    const version = connection.version(MetadataRequest, 1)
    const correlationId = connection.nextCorrelationId
    const body = {
      topics: topics === 'all' ? null : topics.map((name) => ({ topicId: zeroUuid, name })),
      allowAutoTopicCreation: options.allowAutoTopicCreation ?? version < 4,
    }
    const timeoutMs = Math.max(0, Math.min(this.config.requestTimeoutMs, this.#left(options)))
    const answer = await connection.send(MetadataApi, version, body, timeoutMs)
    // A broker that is just starting knows nobody yet, itself included: its answer would leave us without anybody to ask.
    if (answer.brokers.length === 0) throw disconnectError('Ignoring empty metadata response')
    this.#metadata = withAnswer(this.#metadata, answer, topics === 'all')
    this.#warnOfTopics(answer.topics, correlationId)
    this.#leaveBootstrap()
    return this.#metadata
  }

  #warnOfTopics(topics: readonly TopicMetadata[], correlationId: number): void {
    const failed = topics.filter(({ errorCode }) => errorCode !== 0)
    if (!this.config.warnsOfMetadata || failed.length === 0) return
    const errors = failed.map(({ name, errorCode }) => `${name}=${errorOf(errorCode).name}`).join(', ')
    this.#log().warn(
      `${this.config.logPrefix}Error while fetching metadata with correlation id ${correlationId} : {${errors}}`,
    )
  }

  /** With brokers known by their ids the bootstrap servers are done; a connection to the very same endpoint lives on. */
  #leaveBootstrap(): void {
    if (this.#metadata.brokers.size === 0) return
    for (const id of this.#metadata.brokers.keys()) this.#takeOverBootstrap(id)
    for (const node of this.#bootstrap) node.close()
    this.#bootstrap = []
  }

  #takeOverBootstrap(id: number): void {
    const node = this.node(id)
    const twin = this.#bootstrap.find(({ description }) => node && sameEndpoint(description, node.description))
    if (twin !== undefined) node?.takeOver(twin)
  }

  async #connectAny(options: ConnectOptions): Promise<BrokerConnection | undefined> {
    const nodes = this.#candidates(options.channel)
    const open = nodes.map(({ connection }) => connection).filter((connection) => connection !== undefined)
    const idlest = open.sort((a, b) => a.inFlight - b.inFlight)[0]
    if (idlest !== undefined) return idlest
    const start = this.io.random.int(nodes.length)
    for (const node of [...nodes.slice(start), ...nodes.slice(0, start)]) {
      const connection = await this.#connectIfDue(node, options)
      if (connection !== undefined) return connection
    }
    return undefined
  }

  /** Undefined while the node rests from its last failure, when it fails again, and when the time is over before. */
  async #connectIfDue(node: Node, patience: Patience): Promise<BrokerConnection | undefined> {
    if (node.connection !== undefined) return node.connection
    if (node.backoffLeft > 0) return undefined
    try {
      return await within(this.io.clock, Math.max(0, this.#left(patience)), node.connect())
    } catch (error) {
      if (isRetriable(error)) return undefined
      throw error
    }
  }

  #candidates(channel?: string): Node[] {
    if (this.#bootstrap.length > 0) return this.#bootstrap
    return [...this.#metadata.brokers.keys()].map((id) => this.node(id, channel)).filter((node) => node !== undefined)
  }

  /** Milliseconds until it makes sense to look again. */
  #wait(target: Target, channel: string | undefined): number {
    const id = target === 'controller' ? this.#metadata.controllerId : target
    const node = typeof id === 'number' ? this.node(id, channel) : undefined
    const nodes = target === 'any' ? this.#candidates(channel) : node === undefined ? [] : [node]
    const waits = nodes.map(({ backoffLeft }) => backoffLeft)
    return Math.max(1, waits.length === 0 ? this.config.retryBackoffMs : Math.min(...waits))
  }

  #left({ deadline }: Patience): number {
    return deadline - this.io.clock.elapsed()
  }

  #log(): Logger {
    return this.io.logger.named('org.apache.kafka.clients.NetworkClient')
  }
}

/** TLS and SASL are loaded for those who use them. */
async function channelOf(config: ClientConfig, io: ClientIo): Promise<SecureChannel | undefined> {
  if (isPlain(config.security)) return undefined
  return (await import('./security/channel.ts')).openChannel(config.security, io)
}

/** A group's coordinator has a connection of its own, and in Kafka's warnings a number that no broker has. */
function shownId(id: number, channel: string): number {
  return channel === '' ? id : 0x7fffffff - id
}

function sameEndpoint(a: NodeDescription, b: NodeDescription): boolean {
  return a.host === b.host && a.port === b.port
}
