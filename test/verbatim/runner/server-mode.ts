import { portAnswers, zookeeperServes } from './probes.ts'

/** What `@zookeeper` and `@broker` start: the servers that were recorded, or a Kafka whose controllers keep the metadata. */
export interface ServerMode {
  /** The executable that `@zookeeper` runs. */
  readonly quorumStart: string
  quorumServes(port: number): Promise<boolean>
  quorum(folder: string, port: string, given: Record<string, string>): Record<string, string>
  /** What a broker has to know of itself and of the quorum on that port. */
  broker(id: string, port: string, quorumPort: string): Record<string, string>
}

const zookeeper: ServerMode = {
  quorumStart: 'zookeeper-server-start',
  quorumServes: zookeeperServes,
  quorum: (folder, port, given) => ({
    dataDir: folder,
    clientPort: port,
    maxClientCnxns: '0',
    'admin.enableServer': 'false',
    ...given,
  }),
  broker: (id, port, quorumPort) => ({
    'broker.id': id,
    listeners: `PLAINTEXT://localhost:${port}`,
    'zookeeper.connect': `localhost:${quorumPort}`,
    'zookeeper.connection.timeout.ms': '18000',
  }),
}

const controllerId = '3000'
const votersOn = (port: string) => ({
  'controller.listener.names': 'CONTROLLER',
  'controller.quorum.voters': `${controllerId}@localhost:${port}`,
})

/** The folder's kafka-server-start has to format what is not formatted yet. */
const kraft: ServerMode = {
  quorumStart: 'kafka-server-start',
  quorumServes: portAnswers,
  quorum: (folder, port) => ({
    'process.roles': 'controller',
    'node.id': controllerId,
    listeners: `CONTROLLER://localhost:${port}`,
    'log.dirs': folder,
    ...votersOn(port),
  }),
  broker: (id, port, quorumPort) => ({
    'process.roles': 'broker',
    'node.id': id,
    listeners: `PLAINTEXT://localhost:${port}`,
    ...votersOn(quorumPort),
  }),
}

export const serverModes = { zookeeper, kraft }
