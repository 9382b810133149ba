import { systemClock } from '../../../src/base/clock.ts'
import type { Disk } from '../../../src/base/disk/disk.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { createLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { type RunningBroker, startBroker } from '../../../src/broker/server/start.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { type RunningZooKeeper, startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { eventually } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'

export type Settings = Readonly<Record<string, string>>

const defaults: Settings = {
  listeners: 'PLAINTEXT://127.0.0.1:0',
  'log.dirs': '/kafka-logs',
  'offsets.topic.replication.factor': '3',
  'offsets.topic.num.partitions': '2',
  'group.initial.rebalance.delay.ms': '0',
  'controlled.shutdown.retry.backoff.ms': '100',
  'replica.fetch.wait.max.ms': '100',
  'replica.fetch.backoff.ms': '100',
  'auto.leader.rebalance.enable': 'false',
}

const zooKeeperSettings: [string, string][] = [
  ['dataDir', '/zookeeper'],
  ['clientPort', '0'],
  ['clientPortAddress', '127.0.0.1'],
  ['maxClientCnxns', '0'],
  ['forceSync', 'no'],
  ['preAllocSize', '64'],
  ['tickTime', '100'],
]

function parts(write: (line: string) => void = () => {}) {
  const logger = createLogger({ clock: systemClock, name: 'test', level: 'DEBUG', write })
  return { transport: tcpTransport, clock: systemClock, random: systemRandom, logger }
}

/** One broker of several: its disk, its settings and what it logged outlive it. */
export class TestBroker {
  readonly id: number
  readonly lines: string[] = []
  disk: Disk = new MemoryDisk({ now: systemClock.now })
  readonly #zookeeper: () => RunningZooKeeper
  #settings: Settings
  #transport: Transport
  #running: RunningBroker | undefined

  constructor(id: number, zookeeper: () => RunningZooKeeper, settings: Settings, transport: Transport) {
    this.id = id
    this.#zookeeper = zookeeper
    this.#settings = settings
    this.#transport = transport
  }

  get running(): RunningBroker {
    if (this.#running === undefined) throw new Error(`broker ${this.id} is not running`)
    return this.#running
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** The port of a listener; without a name of the first. */
  port(listener?: string): number {
    const { endpoints, address } = this.running
    const found = endpoints.find((endpoint) => endpoint.listener === listener)
    return (found ?? address).port
  }

  async start(settings: Settings = {}): Promise<void> {
    this.#settings = { ...this.#settings, ...settings }
    const zookeeper = { 'zookeeper.connect': `127.0.0.1:${this.#zookeeper().address.port}` }
    const all = { ...defaults, ...zookeeper, 'broker.id': String(this.id), ...this.#settings }
    const own = { ...parts((line) => void this.lines.push(line)), transport: this.#transport, disk: this.disk }
    this.#running = await startBroker({ ...own, properties: new Map(Object.entries(all)) })
  }

  async stop(): Promise<void> {
    const running = this.#running
    this.#running = undefined
    await running?.close()
  }

  ask<T>(use: (client: WireClient) => Promise<T>, listener?: string): Promise<T> {
    return WireClient.with(this.port(listener), use)
  }
}

/** ZooKeeper and brokers 0, 1, … in this process, each on a memory disk of its own, behind real sockets. */
export class TestBrokers {
  readonly brokers: TestBroker[] = []
  readonly #zookeeper: RunningZooKeeper

  private constructor(zookeeper: RunningZooKeeper) {
    this.#zookeeper = zookeeper
  }

  static async start(
    count: number,
    settings: Settings = {},
    transport: Transport = tcpTransport,
  ): Promise<TestBrokers> {
    const disk = new MemoryDisk({ now: systemClock.now })
    const config = zooKeeperConfig(new Map(zooKeeperSettings))
    const cluster = new TestBrokers(await startZooKeeper({ ...parts(), disk, config }))
    for (let id = 0; id < count; id++) cluster.add(id, settings, transport)
    for (const broker of cluster.brokers) await broker.start()
    await cluster.allKnown()
    return cluster
  }

  get zookeeperPort(): number {
    return this.#zookeeper.address.port
  }

  add(id: number, settings: Settings = {}, transport: Transport = tcpTransport): TestBroker {
    const broker = new TestBroker(id, () => this.#zookeeper, settings, transport)
    this.brokers.push(broker)
    return broker
  }

  broker(id: number): TestBroker {
    const broker = this.brokers.find((one) => one.id === id)
    if (broker === undefined) throw new Error(`no broker ${id}`)
    return broker
  }

  /** Every running broker knows every other, and the controller. */
  allKnown(): Promise<void> {
    const ids = this.#running.map(({ id }) => id).join()
    return eventually(`brokers ${ids} know each other`, async () => {
      const views = await Promise.all(this.#running.map((broker) => broker.ask((client) => view(client))))
      return views.every((each) => each.ids === ids && this.brokers.some(({ id }) => id === each.controller))
    })
  }

  get #running(): TestBroker[] {
    return this.brokers.filter(({ isRunning }) => isRunning)
  }

  async controller(): Promise<TestBroker> {
    const { controller } = await this.#first.ask((client) => view(client))
    return this.broker(controller)
  }

  get #first(): TestBroker {
    const [first] = this.#running
    if (first === undefined) throw new Error('no broker is running')
    return first
  }

  async withZooKeeper<T>(use: (client: ZooKeeperClient) => Promise<T>): Promise<T> {
    const servers = [{ host: '127.0.0.1', port: this.zookeeperPort }]
    const client = await ZooKeeperClient.connect({ ...parts(), servers, sessionTimeoutMs: 10_000 })
    try {
      return await use(client)
    } finally {
      await client.close()
    }
  }

  async close(): Promise<void> {
    // All at once: whoever asks the controller to leave needs one.
    await Promise.all(this.#running.map((broker) => broker.stop()))
    await this.#zookeeper.close()
  }
}

async function view(client: WireClient): Promise<{ ids: string; controller: number }> {
  const { brokers, controllerId } = await client.ask(Metadata, 8, { topics: [] })
  const ids = brokers.map(({ nodeId }) => nodeId).sort((a, b) => a - b)
  return { ids: ids.join(), controller: controllerId }
}
