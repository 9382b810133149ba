import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { createLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import type { RunningBroker } from '../../../src/broker/server/start.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { Metadata, type MetadataResponse } from '../../../src/wire/kafka/metadata.ts'
import { Produce } from '../../../src/wire/kafka/produce.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { type RunningZooKeeper, startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { eventually } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'
import { start } from '../kit/cluster.ts'

type CachedPartition = MetadataResponse['topics'][number]['partitions'][number]

/** One broker of several, on a disk of its own. */
export interface Member {
  readonly id: number
  disk: MemoryDisk
  broker: RunningBroker | undefined
}

/** ZooKeeper and several brokers in this process, in memory, behind real sockets. */
export class Brokers {
  readonly zookeeper: RunningZooKeeper
  readonly members: Member[] = []
  /** Everything that they logged. */
  readonly lines: string[] = []
  readonly #settings: Record<string, string>
  readonly #transportOf: (id: number) => Transport

  private constructor(
    zookeeper: RunningZooKeeper,
    settings: Record<string, string>,
    transportOf: (id: number) => Transport,
  ) {
    this.zookeeper = zookeeper
    this.#transportOf = transportOf
    this.#settings = { 'controlled.shutdown.retry.backoff.ms': '100', ...settings }
  }

  static async start(
    count: number,
    settings: Record<string, string> = {},
    transportOf: (id: number) => Transport = () => tcpTransport,
  ): Promise<Brokers> {
    const lines: string[] = []
    const write = (line: string) => void lines.push(line)
    const logger = createLogger({ clock: systemClock, name: 'zookeeper', level: 'WARN', write })
    const disk = new MemoryDisk({ now: systemClock.now })
    const config = zooKeeperConfig(
      new Map([
        ['dataDir', '/zookeeper'],
        ['clientPort', '0'],
        ['clientPortAddress', '127.0.0.1'],
        ['maxClientCnxns', '0'],
        ['forceSync', 'no'],
        ['preAllocSize', '64'],
        ['tickTime', '100'],
      ]),
    )
    const parts = { transport: tcpTransport, clock: systemClock, random: systemRandom, logger }
    const cluster = new Brokers(await startZooKeeper({ ...parts, disk, config }), settings, transportOf)
    for (let id = 0; id < count; id++) {
      cluster.members.push({ id, disk: new MemoryDisk({ now: systemClock.now }), broker: undefined })
    }
    await Promise.all(cluster.members.map(({ id }) => cluster.run(id)))
    await cluster.ready(count)
    return cluster
  }

  member(id: number): Member {
    const member = this.members[id]
    if (member === undefined) throw new Error(`there is no broker ${id}`)
    return member
  }

  /** Starts a broker, on the disk that it has, in a rack of its own. */
  async run(id: number, settings: Record<string, string> = {}): Promise<void> {
    const member = this.member(id)
    const all = { 'broker.id': String(id), 'broker.rack': `rack-${id}`, ...this.#settings, ...settings }
    member.broker = await start(this.zookeeper, member.disk, all, this.lines, this.#transportOf(id))
  }

  async stop(id: number): Promise<void> {
    const member = this.member(id)
    await member.broker?.close()
    member.broker = undefined
  }

  port(id: number): number {
    return this.member(id).broker?.address.port ?? -1
  }

  get live(): Member[] {
    return this.members.filter(({ broker }) => broker !== undefined)
  }

  /** Until every live broker knows of so many, and of a controller. */
  async ready(count: number): Promise<void> {
    for (const { id } of this.live) {
      await this.with(id, (client) =>
        eventually(`broker ${id} knows ${count} brokers`, async () => {
          const { controllerId, brokers } = await client.ask(Metadata, 1, { topics: [] })
          return controllerId >= 0 && brokers.length === count
        }),
      )
    }
  }

  with<T>(id: number, use: (client: WireClient) => Promise<T>): Promise<T> {
    return WireClient.with(this.port(id), use)
  }

  /** Creates a topic through the controller; its replicas as given, the first of each partition leads. */
  async createTopic(name: string, replicas: readonly number[][], settings: Record<string, string> = {}): Promise<void> {
    const configs = Object.entries(settings).map(([key, value]) => ({ name: key, value }))
    const assignments = replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds: [...brokerIds] }))
    const topics = [{ name, numPartitions: -1, replicationFactor: -1, assignments, configs }]
    const controller = await this.with(this.live[0]?.id ?? 0, (client) => client.ask(Metadata, 1, { topics: [] }))
    const answer = await this.with(controller.controllerId, (client) =>
      client.ask(CreateTopics, 5, { topics, timeoutMs: 30_000 }),
    )
    const code = answer.topics[0]?.errorCode ?? -1
    if (code !== 0) throw new Error(`${name}: ${errorName(code)} ${answer.topics[0]?.errorMessage}`)
    for (const { id } of this.live) await this.with(id, (client) => client.led(name))
  }

  /** Has one record appended by the leader, which does not wait for others unless told. Gives its error's name and offset. */
  async produce(
    topic: string,
    value: string,
    { partition = 0, acks = 1, timeoutMs = 30_000 } = {},
  ): Promise<{ error: string; offset: number }> {
    const records = buildBatch([{ timestamp: Date.now(), key: null, value: Buffer.from(value) }])
    const topicData = [{ name: topic, partitionData: [{ index: partition, records }] }]
    const answer = await this.with(await this.leaderOf(topic, partition), (client) =>
      client.ask(Produce, 9, { acks, timeoutMs, topicData }),
    )
    const { errorCode = -1, baseOffset = -1 } = answer.responses[0]?.partitionResponses[0] ?? {}
    return { error: errorName(errorCode), offset: baseOffset }
  }

  async described(topic: string, partition = 0, from = this.live[0]?.id ?? 0): Promise<CachedPartition | undefined> {
    const { topics } = await this.with(from, (client) =>
      client.ask(Metadata, 8, { topics: [{ name: topic, topicId: zeroUuid }] }),
    )
    return topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
  }

  async leaderOf(topic: string, partition = 0): Promise<number> {
    return (await this.described(topic, partition))?.leaderId ?? -1
  }

  /** All bytes of a replica's segments, one after the other. */
  bytes(id: number, topic: string, partition = 0, directory = '/kafka-logs'): Buffer {
    const { disk } = this.member(id)
    const folder = `${directory}/${topic}-${partition}`
    if (!disk.exists(folder)) return Buffer.alloc(0)
    const names = disk.list(folder).filter(({ name }) => name.endsWith('.log'))
    return Buffer.concat(names.map(({ name }) => disk.readFile(`${folder}/${name}`)))
  }

  /** Until all these replicas have the same bytes as the leader. */
  async identical(topic: string, partition: number, ids: readonly number[]): Promise<void> {
    await eventually(`replicas of ${topic}-${partition} are alike`, () => {
      const [first, ...others] = ids.map((id) => this.bytes(id, topic, partition))
      return first !== undefined && others.every((other) => other.equals(first))
    })
  }

  async close(): Promise<void> {
    for (const { id } of [...this.live].reverse()) await this.stop(id)
    await this.zookeeper.close()
  }
}
