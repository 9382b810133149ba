import { CreateTopics } from '../../src/wire/kafka/create-topics.ts'
import { DeleteTopics } from '../../src/wire/kafka/delete-topics.ts'
import { ElectLeaders } from '../../src/wire/kafka/elect-leaders.ts'
import { errorName } from '../../src/wire/kafka/errors.ts'
import { FindCoordinator } from '../../src/wire/kafka/find-coordinator.ts'
import { ListPartitionReassignments } from '../../src/wire/kafka/list-partition-reassignments.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import type { LogRecord } from '../../src/wire/records/record.ts'
import { zeroUuid } from '../../src/wire/schema/index.ts'
import type { ServerSet } from './server-set.ts'
import { eventually, type Maker, type Server } from './servers.ts'
import { WireClient } from './wire-client.ts'
import { registrationGone, withZooKeeper } from './zookeeper-view.ts'

export interface ClusterMakers {
  readonly zookeeper: Maker
  /** By broker id. */
  readonly brokers: readonly Maker[]
}

/** What one broker has for itself. */
export interface OwnSettings {
  readonly settings?: Record<string, string>
  /** What comes before its executable on the command line. */
  readonly within?: readonly string[]
}

export interface PartitionView {
  readonly leader: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
}

/** Sessions short enough that a killed broker is missed soon, long enough for a busy machine; a JVM needs more to start. */
const shortTicks = { tickTime: '500' }
const shortSession = ({ brokers }: ClusterMakers) => ({
  'zookeeper.session.timeout.ms': brokers.includes('real') ? '6000' : '4000',
})

const settings = {
  'offsets.topic.num.partitions': '3',
  'offsets.topic.replication.factor': '3',
  'auto.leader.rebalance.enable': 'false',
  'auto.create.topics.enable': 'false',
}

const timeoutMs = 30_000
const preferred = 0

/** Brokers 0, 1, … on one ZooKeeper, each made by us or by Apache. */
export class KafkaCluster {
  readonly zookeeper: Server
  readonly brokers: readonly Server[]
  readonly #down = new Set<number>()

  private constructor(zookeeper: Server, brokers: readonly Server[]) {
    this.zookeeper = zookeeper
    this.brokers = brokers
  }

  static async start(
    servers: ServerSet,
    makers: ClusterMakers,
    more: Record<string, string> = {},
    own: Readonly<Record<number, OwnSettings>> = {},
  ) {
    const zookeeper = await servers.zookeeper(makers.zookeeper, shortTicks)
    const starting = makers.brokers.map((maker, id) => {
      const all = { ...settings, ...shortSession(makers), 'broker.id': String(id), ...more, ...own[id]?.settings }
      return servers.broker(maker, zookeeper, all, own[id]?.within)
    })
    const cluster = new KafkaCluster(zookeeper, await Promise.all(starting))
    await cluster.#allKnown()
    return cluster
  }

  get ids(): number[] {
    return [...this.brokers.keys()]
  }

  get bootstrap(): string {
    return this.brokers.map(({ port }) => `localhost:${port}`).join(',')
  }

  broker(id: number): Server {
    const broker = this.brokers[id]
    if (broker === undefined) throw new Error(`no broker ${id}`)
    return broker
  }

  /** Speaks to one broker. */
  at<T>(id: number, use: (client: WireClient) => Promise<T>): Promise<T> {
    return WireClient.with(this.broker(id).port, use)
  }

  async kill(id: number): Promise<void> {
    this.#down.add(id)
    await this.broker(id).stop('SIGKILL')
  }

  /** Lets it end in order. */
  async leave(id: number): Promise<void> {
    this.#down.add(id)
    await this.broker(id).stop('SIGTERM')
  }

  /** Asks it to stop, and waits until it has; gives the exit code. */
  stop(id: number): Promise<number | undefined> {
    this.#down.add(id)
    return this.broker(id).stop()
  }

  /** Stops its process where it is: its connections stay, and nothing is answered. */
  freeze(id: number): void {
    this.#down.add(id)
    this.broker(id).signal('SIGSTOP')
  }

  /** For a broker that ends by itself: waits for that, and gives the exit code. */
  async ended(id: number): Promise<number | undefined> {
    this.#down.add(id)
    // A signal that does nothing.
    return this.broker(id).stop('SIGCONT')
  }

  /** It goes on as if nothing had happened; returns when all know it again. */
  async thaw(id: number): Promise<void> {
    this.broker(id).signal('SIGCONT')
    this.#down.delete(id)
    await this.#allKnown()
  }

  /** Starts a broker that was killed or stopped again, as soon as its registration has gone, and waits until all know it. */
  async revive(id: number, maker?: Maker): Promise<void> {
    await registrationGone(this.zookeeper, id)
    await this.broker(id).restart(maker)
    this.#down.delete(id)
    await this.#allKnown()
  }

  /** Stops a broker in order, and starts it as another maker's on the same log directory. */
  async exchange(id: number, maker: Maker, end: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    this.#down.add(id)
    await this.broker(id).stop(end)
    await this.revive(id, maker)
  }

  /** As ZooKeeper has it; −1 while there is none. */
  controller(): Promise<number> {
    return withZooKeeper(this.zookeeper, async (client) => {
      if ((await client.exists('/controller')) === undefined) return -1
      const { data } = await client.get('/controller')
      const { brokerid } = JSON.parse(String(data))
      return Number(brokerid)
    })
  }

  /**
   * Makes a broker the controller: it is the only one awake when the post falls vacant. The old one is through with what
   * it was told by then: Apache's, deposed within a change, keeps that change's requests, and when it is the controller
   * again its replica state machine refuses every other ("state change requests batch is not empty").
   */
  async moveController(id: number): Promise<void> {
    const old = await this.controller()
    if (old === id) return
    if (old >= 0 && !this.#down.has(old)) await this.#isThrough(old)
    const others = this.ids.filter((other) => other !== id && !this.#down.has(other))
    for (const other of others) this.broker(other).signal('SIGSTOP')
    try {
      await withZooKeeper(this.zookeeper, (client) => client.delete('/controller', -1))
      await eventually(`broker ${id} is controller`, async () => (await this.controller()) === id)
    } finally {
      for (const other of others) this.broker(other).signal('SIGCONT')
    }
    await eventually(`all know that broker ${id} is controller`, () =>
      this.#everywhere(async (client) => {
        return (await client.ask(Metadata, 8, { topics: [] })).controllerId === id
      }),
    )
  }

  /** A controller does one thing after the other, and this it answers when its turn comes. */
  async #isThrough(controller: number): Promise<void> {
    await this.at(controller, (client) => client.ask(ListPartitionReassignments, 0, { topics: null, timeoutMs }))
  }

  /** Creates a topic with these replicas for each of its partitions; all brokers know its leaders then. */
  async createTopic(name: string, replicas: readonly (readonly number[])[], given: Record<string, string> = {}) {
    const assignments = replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }))
    const configs = Object.entries(given).map(([key, value]) => ({ name: key, value }))
    const topics = [{ name, numPartitions: -1, replicationFactor: -1, assignments, configs }]
    await this.#atController(async (client) => {
      const answer = await client.ask(CreateTopics, 5, { topics, timeoutMs })
      return answer.topics[0]?.errorCode ?? -1
    })
    await this.inSync(name)
  }

  async deleteTopic(name: string): Promise<void> {
    await this.#atController(async (client) => {
      return (await client.ask(DeleteTopics, 4, { topicNames: [name], timeoutMs })).responses[0]?.errorCode ?? -1
    })
    await eventually(`${name} is gone`, () =>
      withZooKeeper(this.zookeeper, async (client) => (await client.exists(`/brokers/topics/${name}`)) === undefined),
    )
  }

  /** Hands each partition of a topic back to its first replica. */
  async electPreferred(topic: string): Promise<void> {
    const partitions = [...(await this.partitions(topic)).keys()]
    await this.#atController(async (client) => {
      const answer = await client.ask(ElectLeaders, 2, {
        electionType: preferred,
        topicPartitions: [{ topic, partitions }],
        timeoutMs,
      })
      const codes = answer.replicaElectionResults.flatMap(({ partitionResult }) => partitionResult)
      return (
        codes.find(({ errorCode }) => errorName(errorCode) !== 'ELECTION_NOT_NEEDED')?.errorCode ?? answer.errorCode
      )
    })
    await eventually(`${topic} is led by its first replicas`, () =>
      this.#all(topic, ({ leader, replicas }) => leader === replicas[0]),
    )
  }

  /** A topic's partitions, as one broker that is up has them. */
  async partitions(topic: string, id = this.#up[0] ?? 0): Promise<PartitionView[]> {
    return this.at(id, (client) => partitionsOf(client, topic))
  }

  /** Waits until all replicas of a topic are in sync, and every broker says so. */
  async inSync(topic: string): Promise<void> {
    const isThere = ({ leader, replicas, isr }: PartitionView) => leader >= 0 && isr.length === replicas.length
    try {
      await eventually(`${topic} is in sync`, () => this.#all(topic, isThere))
    } catch (error) {
      const seen = await Promise.all(this.#up.map(async (id) => [id, await this.partitions(topic, id)]))
      throw new Error(`${topic} as the brokers see it: ${JSON.stringify(seen)}`, { cause: error })
    }
  }

  /** Waits until every broker that is up says that these are the replicas of the topic's partitions, all in sync. */
  async placed(topic: string, replicas: readonly (readonly number[])[]): Promise<void> {
    await eventually(`${topic} is at ${JSON.stringify(replicas)}`, () =>
      this.#everywhere(async (client) => {
        const found = (await partitionsOf(client, topic)).map((partition) => partition.replicas)
        return JSON.stringify(found) === JSON.stringify(replicas)
      }),
    )
    await this.inSync(topic)
  }

  /** All records of a partition, from whoever leads it. */
  async consume(topic: string, partition: number): Promise<LogRecord[]> {
    const leader = (await this.partitions(topic))[partition]?.leader ?? -1
    return this.at(leader, (client) => client.consume(topic, partition))
  }

  /** The port of the broker that coordinates a group; fails while there is none. */
  async coordinator(group: string): Promise<number> {
    const found = await this.at(this.#up[0] ?? 0, (client) =>
      client.ask(FindCoordinator, 3, { key: group, keyType: 0 }),
    )
    if (found.errorCode !== 0) throw new Error(errorName(found.errorCode))
    return found.port
  }

  get #up(): number[] {
    return this.ids.filter((id) => !this.#down.has(id))
  }

  #all(topic: string, holds: (partition: PartitionView) => boolean): Promise<boolean> {
    return this.#everywhere(async (client) => {
      const partitions = await partitionsOf(client, topic)
      return partitions.length > 0 && partitions.every(holds)
    })
  }

  /** Whether it holds at each broker that is up. */
  async #everywhere(holds: (client: WireClient) => Promise<boolean>): Promise<boolean> {
    for (const id of this.#up) {
      if (!(await this.at(id, holds))) return false
    }
    return true
  }

  #allKnown(): Promise<void> {
    return eventually(`brokers ${this.#up.join(', ')} know each other`, () =>
      this.#everywhere(async (client) => {
        const { brokers } = await client.ask(Metadata, 8, { topics: [] })
        const found = brokers.map(({ nodeId }) => nodeId).sort()
        return found.join() === this.#up.join()
      }),
    )
  }

  /** Asks whoever is controller, until it says that it is. */
  async #atController(ask: (client: WireClient) => Promise<number>): Promise<void> {
    let code = 0
    await eventually('the controller takes a request', async () => {
      const controller = await this.controller()
      if (controller < 0) return false
      code = await this.at(controller, ask)
      return errorName(code) !== 'NOT_CONTROLLER'
    })
    if (code !== 0) throw new Error(errorName(code))
  }
}

async function partitionsOf(client: WireClient, topic: string): Promise<PartitionView[]> {
  const { topics } = await client.ask(Metadata, 8, { topics: [{ name: topic, topicId: zeroUuid }] })
  const partitions = topics[0]?.partitions ?? []
  return [...partitions]
    .sort((a, b) => a.partitionIndex - b.partitionIndex)
    .map(({ leaderId, replicaNodes, isrNodes }) => ({ leader: leaderId, replicas: replicaNodes, isr: isrNodes }))
}
