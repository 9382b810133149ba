import type { Disk } from '../../src/base/disk/disk.ts'
import { type RunningBroker, startBroker } from '../../src/broker/server/start.ts'
import type { Process } from '../simulation/process.ts'
import { ServiceNode } from '../simulation/service-node.ts'
import type { World } from '../simulation/world.ts'

export const brokerPort = 9092

/** Short times, so that minutes of a cluster's life fit into a test, and small files, so that they roll. */
const settings = {
  'log.dirs': '/data',
  'zookeeper.connect': 'zookeeper:2181',
  'zookeeper.session.timeout.ms': '6000',
  'zookeeper.connection.timeout.ms': '10000',
  'controller.socket.timeout.ms': '6000',
  'request.timeout.ms': '6000',
  'replica.socket.timeout.ms': '6000',
  'replica.lag.time.max.ms': '6000',
  'replica.fetch.wait.max.ms': '1000',
  'replica.high.watermark.checkpoint.interval.ms': '2000',
  'log.flush.offset.checkpoint.interval.ms': '10000',
  'log.flush.start.offset.checkpoint.interval.ms': '10000',
  'log.segment.bytes': '12000',
  'log.index.size.max.bytes': '4096',
  'log.index.interval.bytes': '500',
  'log.cleaner.enable': 'false',
  'log.retention.hours': '-1',
  'auto.create.topics.enable': 'false',
  'default.replication.factor': '3',
  'offsets.topic.num.partitions': '2',
  'offsets.topic.replication.factor': '3',
  'offsets.topic.segment.bytes': '12000',
  'group.initial.rebalance.delay.ms': '0',
  'controlled.shutdown.retry.backoff.ms': '1000',
  'leader.imbalance.check.interval.seconds': '20',
}

/** A broker on its machine. */
export class BrokerNode extends ServiceNode {
  readonly id: number

  constructor(world: World, id: number) {
    super(world, `broker-${id}`, 3000)
    this.id = id
  }

  protected begin(process: Process, disk: Disk): Promise<RunningBroker> {
    const properties = new Map(Object.entries({ ...settings, 'broker.id': String(this.id) }))
    properties.set('listeners', `PLAINTEXT://${this.machine.host}:${brokerPort}`)
    return startBroker({
      properties,
      transport: this.world.network.transport(this.machine, process),
      disk,
      clock: process.clock,
      random: process.random,
      logger: process.logger('DEBUG'),
      hostName: this.machine.host,
    })
  }
}
