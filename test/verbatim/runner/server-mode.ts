import { zookeeperServes } from './probes.ts'

/** What a scenario's servers are: those that were recorded, or a Kafka that keeps its metadata itself. */
export interface ServerMode {
  /** What `@zookeeper` starts; where it is missing, the first broker is also the controller. */
  readonly quorum?: {
    readonly executable: string
    settings(folder: string, port: string, given: Record<string, string>): Record<string, string>
    serves(port: number): Promise<boolean>
  }
  /** What a broker has to know of itself and of where the metadata is. */
  broker(id: string, port: string, metadata: { firstBroker: string; port: string }): Record<string, string>
}

const zookeeper: ServerMode = {
  quorum: {
    executable: 'zookeeper-server-start',
    settings: (folder, port, given) => ({
      dataDir: folder,
      clientPort: port,
      maxClientCnxns: '0',
      'admin.enableServer': 'false',
      ...given,
    }),
    serves: zookeeperServes,
  },
  broker: (id, port, metadata) => ({
    'broker.id': id,
    listeners: `PLAINTEXT://localhost:${port}`,
    'zookeeper.connect': `localhost:${metadata.port}`,
    'zookeeper.connection.timeout.ms': '18000',
  }),
}

/** The folder's kafka-server-start has to format what is not formatted yet. */
const kraft: ServerMode = {
  broker: (id, port, metadata) => {
    const isController = id === metadata.firstBroker
    const controllerListener = isController ? `,CONTROLLER://localhost:${metadata.port}` : ''
    return {
      'node.id': id,
      'process.roles': isController ? 'broker,controller' : 'broker',
      listeners: `PLAINTEXT://localhost:${port}${controllerListener}`,
      'controller.listener.names': 'CONTROLLER',
      'controller.quorum.voters': `${metadata.firstBroker}@localhost:${metadata.port}`,
    }
  },
}

export const serverModes = { zookeeper, kraft }
