import { type Clock, systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { silentLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { randomUuid } from '../../../src/base/uuid.ts'
import { BrokerConfig } from '../../../src/broker/configs/broker-config.ts'
import { Controller } from '../../../src/broker/controller/controller.ts'
import { ensurePath } from '../../../src/broker/server/top-level-paths.ts'
import { encodeBrokerRegistration } from '../../../src/broker/znodes/broker-registration.ts'
import { encodeEntityConfig } from '../../../src/broker/znodes/entity-config.ts'
import { decodePartitionState, type PartitionState } from '../../../src/broker/znodes/partition-state.ts'
import { paths, topLevelPaths } from '../../../src/broker/znodes/paths.ts'
import {
  decodeTopicAssignment,
  encodeTopicAssignment,
  type ReplicaAssignment,
  settled,
} from '../../../src/broker/znodes/topic-assignment.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { type RunningZooKeeper, startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { eventually } from '../../kit/servers.ts'
import { ActedBrokers } from './acted-brokers.ts'

/** Controllers on a ZooKeeper, and brokers that only play: each control request is written down and answered. */
export class Stage {
  readonly brokers = new ActedBrokers()
  readonly #zookeeper: RunningZooKeeper
  readonly #sessions: ZooKeeperClient[] = []
  readonly #controllers: Controller[] = []
  readonly client: ZooKeeperClient

  private constructor(zookeeper: RunningZooKeeper, client: ZooKeeperClient) {
    this.#zookeeper = zookeeper
    this.client = client
  }

  static async open(): Promise<Stage> {
    const settings = { dataDir: '/zookeeper', clientPort: '0', clientPortAddress: '127.0.0.1', maxClientCnxns: '0' }
    const config = zooKeeperConfig(new Map(Object.entries({ ...settings, forceSync: 'no', tickTime: '2000' })))
    const disk = new MemoryDisk({ now: systemClock.now })
    const common = { transport: tcpTransport, clock: systemClock, random: systemRandom, logger: silentLogger }
    const zookeeper = await startZooKeeper({ ...common, disk, config })
    const stage = new Stage(zookeeper, await connect(zookeeper))
    for (const path of topLevelPaths) await ensurePath(stage.client, path)
    return stage
  }

  async close(): Promise<void> {
    for (const controller of this.#controllers) await controller.close()
    for (const session of this.#sessions) await session.close()
    await this.client.close()
    await this.#zookeeper.close()
  }

  /** A controller with a session of its own; it stands for election at once. */
  async controller(
    brokerId: number,
    settings: Record<string, string> = {},
    clock: Clock = systemClock,
  ): Promise<Controller> {
    const zookeeper = await connect(this.#zookeeper)
    this.#sessions.push(zookeeper)
    const defaults = { 'auto.leader.rebalance.enable': 'false', 'zookeeper.connect': 'localhost' }
    const controller = new Controller({
      ...{ brokerId, zookeeper, transport: this.brokers, clock, logger: silentLogger },
      config: new BrokerConfig(new Map(Object.entries({ ...defaults, ...settings }))),
      ...{ interBrokerListener: 'PLAINTEXT', controlListener: 'PLAINTEXT' },
      newTopicId: () => randomUuid(systemRandom),
    })
    this.#controllers.push(controller)
    await controller.start()
    return controller
  }

  /** Puts a broker's registration in place; the result is its epoch. */
  async register(id: number): Promise<number> {
    const endpoint = { listener: 'PLAINTEXT', protocol: 'PLAINTEXT', host: 'broker', port: id } as const
    const registration = { endpoints: [endpoint], rack: null, jmxPort: -1, timestamp: 0 }
    const { stat } = await this.client.create(paths.brokerId(id), encodeBrokerRegistration(registration))
    return Number(stat.czxid)
  }

  async leave(id: number): Promise<void> {
    await this.client.delete(paths.brokerId(id))
  }

  /** Writes a topic as an administrator does; by partition its replicas, or where they are being moved. */
  async topic(name: string, partitions: (number[] | ReplicaAssignment)[], config: Record<string, string> = {}) {
    const assignments = partitions.map((one) => (Array.isArray(one) ? settled(one) : one))
    const data = encodeTopicAssignment({
      topicId: randomUuid(systemRandom),
      partitions: new Map(assignments.map((one, index) => [index, one])),
    })
    await this.client.create(paths.config('topics', name), encodeEntityConfig(new Map(Object.entries(config))))
    await this.client.create(paths.topic(name), data)
  }

  async assignment(topic: string, partition = 0): Promise<ReplicaAssignment | undefined> {
    const { data } = await this.client.get(paths.topic(topic))
    return data === null ? undefined : decodeTopicAssignment(data).partitions.get(partition)
  }

  async topicId(topic: string): Promise<string> {
    const { data } = await this.client.get(paths.topic(topic))
    return (data && decodeTopicAssignment(data).topicId) ?? ''
  }

  async state(topic: string, partition = 0): Promise<PartitionState & { version: number }> {
    const { data, stat } = await this.client.get(paths.partitionState(topic, partition))
    return { ...decodePartitionState(data ?? Buffer.alloc(0)), version: stat.version }
  }

  /** Leader and ISR in short: `1 of 1,2`. */
  async led(topic: string, partition = 0): Promise<string> {
    const { leader, isr } = await this.state(topic, partition)
    return `${leader} of ${isr}`
  }

  async isThere(path: string): Promise<boolean> {
    return (await this.client.exists(path)) !== undefined
  }

  /** Waits until a partition's state is so, and every request that follows from it was answered. */
  async until(topic: string, wanted: string, partition = 0): Promise<void> {
    let now = ''
    await eventually(
      `${topic}-${partition} is led by ${wanted}`,
      async () => {
        now = await this.led(topic, partition).catch(() => 'nobody')
        return now === wanted
      },
      10_000,
    ).catch((error) => {
      throw new Error(`it is led by ${now}`, { cause: error })
    })
    await this.quiet()
  }

  /** Waits until no controller has anything left to do, and none has sent anything for a while. */
  async quiet(): Promise<void> {
    let seen = -1
    await eventually('the controller rests', async () => {
      const before = seen
      await new Promise((resolve) => setTimeout(resolve, 30))
      for (const controller of this.#controllers) await controller.listReassignments(null).catch(() => {})
      seen = this.brokers.requests.length
      return before === seen
    })
  }

  /** What each broker was sent since the last call, in its order. */
  async sent(): Promise<Record<number, string[]>> {
    await this.quiet()
    const byBroker: Record<number, string[]> = {}
    for (const { to, text } of this.brokers.requests.splice(0)) {
      const list = byBroker[to] ?? []
      byBroker[to] = list
      list.push(text)
    }
    return byBroker
  }
}

function connect({ address }: RunningZooKeeper): Promise<ZooKeeperClient> {
  return ZooKeeperClient.connect({
    servers: [{ host: '127.0.0.1', port: address.port }],
    ...{ sessionTimeoutMs: 30_000, transport: tcpTransport, clock: systemClock, random: systemRandom },
    ...{ logger: silentLogger, retryConnectionLoss: true, renewExpired: true },
  })
}
