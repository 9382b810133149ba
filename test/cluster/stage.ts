import type { TopicPartition } from '../../src/client/topic-partition.ts'
import type { SeededRandom } from '../simulation/seeded-random.ts'
import { World } from '../simulation/world.ts'
import { BrokerNode, brokerPort } from './broker-node.ts'
import { ClientNode } from './client-node.ts'
import { History } from './history.ts'
import { ZooKeeperNode } from './zookeeper-node.ts'

export const topics = [
  { name: 'safe', partitions: 2, replicationFactor: 3, configs: new Map([['min.insync.replicas', '2']]) },
  { name: 'usual', partitions: 2, replicationFactor: 3 },
  { name: 'moving', partitions: 1, replicationFactor: 2 },
]

export const targets: readonly TopicPartition[] = topics.flatMap(({ name, partitions }) =>
  Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition })),
)

/** Everything that has a part in a run. */
export class Stage {
  readonly world: World
  readonly random: SeededRandom
  readonly history: History
  readonly zookeeper: ZooKeeperNode
  readonly brokers: readonly BrokerNode[]
  /** Who starts, breaks and mends things; its network is never cut. */
  readonly director: ClientNode

  constructor(seed: number, write?: (line: string) => void) {
    this.world = new World(seed, write)
    this.random = this.world.random()
    this.history = new History(() => this.world.time.now)
    this.zookeeper = new ZooKeeperNode(this.world)
    this.brokers = [0, 1, 2].map((id) => new BrokerNode(this.world, id))
    this.director = this.client('director')
    this.zookeeper.onFailure((error) => this.history.violate('crash', `ZooKeeper ended: ${error.message}`))
  }

  client(name: string): ClientNode {
    return new ClientNode(this.world, name, this.brokers.map(({ machine }) => `${machine.host}:${brokerPort}`).join())
  }

  note(text: string): void {
    this.world.trace.line('director', text)
  }
}
