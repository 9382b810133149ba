import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { createLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { type RunningBroker, startBroker } from '../../../src/broker/server/start.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Transport } from '../../../src/net/transport.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { type RunningZooKeeper, startZooKeeper } from '../../../src/zookeeper/server/start.ts'
import { eventually } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'

/** ZooKeeper and a broker in this process, in memory, behind real sockets. */
export class TestCluster {
  readonly zookeeper: RunningZooKeeper
  readonly disk: MemoryDisk
  broker: RunningBroker
  /** Everything that the broker logged. */
  readonly lines: string[]

  private constructor(zookeeper: RunningZooKeeper, disk: MemoryDisk, broker: RunningBroker, lines: string[]) {
    this.zookeeper = zookeeper
    this.disk = disk
    this.broker = broker
    this.lines = lines
  }

  static async start(settings: Record<string, string> = {}, transport: Transport = tcpTransport): Promise<TestCluster> {
    const lines: string[] = []
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
    const zookeeper = await startZooKeeper({ ...parts([]), disk, config })
    const broker = await start(zookeeper, disk, settings, lines, transport)
    await ready(broker)
    return new TestCluster(zookeeper, disk, broker, lines)
  }

  get port(): number {
    return this.broker.address.port
  }

  /** Ends the broker and starts it again, on the same disk. */
  async restart(settings: Record<string, string> = {}): Promise<void> {
    await this.broker.close()
    this.broker = await start(this.zookeeper, this.disk, settings, this.lines)
    await ready(this.broker)
  }

  async close(): Promise<void> {
    await this.broker.close()
    await this.zookeeper.close()
  }
}

/** The broker knows of itself, and of a controller. */
function ready({ address }: RunningBroker): Promise<void> {
  return WireClient.with(address.port, (client) =>
    eventually('the controller is elected', async () => {
      const { controllerId, brokers } = await client.ask(Metadata, 1, { topics: [] })
      return controllerId >= 0 && brokers.length > 0
    }),
  )
}

function parts(lines: string[]) {
  const clock = systemClock
  const write = (line: string) => void lines.push(line)
  const logger = createLogger({ clock, name: 'test', level: 'DEBUG', write })
  return { transport: tcpTransport, clock, random: systemRandom, logger }
}

/** Another broker on the same ZooKeeper. */
export function start(
  zookeeper: RunningZooKeeper,
  disk: MemoryDisk,
  settings: Record<string, string>,
  lines: string[],
  transport: Transport = tcpTransport,
) {
  const properties = new Map(
    Object.entries({
      'broker.id': '0',
      listeners: 'PLAINTEXT://127.0.0.1:0',
      'log.dirs': '/kafka-logs',
      'zookeeper.connect': `127.0.0.1:${zookeeper.address.port}`,
      'offsets.topic.replication.factor': '1',
      'offsets.topic.num.partitions': '2',
      'group.initial.rebalance.delay.ms': '0',
      ...settings,
    }),
  )
  return startBroker({ ...parts(lines), transport, disk, properties })
}
