/**
 * The library: a Kafka cluster inside your test.
 *
 * ```ts
 * import { startCluster } from 'kafkabox'
 *
 * await using cluster = await startCluster()
 * const producer = cluster.kafka.producer()
 * ```
 */
import type { Kafka } from 'kafkajs'
import { systemClock } from './base/clock.ts'
import { silentLogger } from './base/logger.ts'
import { systemRandom } from './base/random.ts'
import { startLocalCluster } from './lab/up/local-cluster.ts'
import { tcpTransport } from './net/tcp.ts'

export interface ClusterOptions {
  /** How many brokers; one when not given. */
  readonly brokers?: number
  /** How many ZooKeeper servers; one when not given. Three survive the death of one. */
  readonly zookeepers?: number
  /** Port of the first broker, the others take the next ones; free ones when not given. */
  readonly port?: number
  /** Folder in which topics are kept; in memory when not given. */
  readonly folder?: string
  /** Settings of the brokers, by Kafka's names, for example `{ 'auto.create.topics.enable': 'false' }`. */
  readonly properties?: Readonly<Record<string, string>>
}

/** A server of the cluster, for tests of what happens when it fails. */
export interface ClusterServer {
  /** `zookeeper` or `pipeline-zookeeper-a`, `pipeline-zookeeper-b`, …; `kafka-0`, `kafka-1`, …. */
  readonly name: string
  readonly port: number
  readonly state: 'running' | 'paused' | 'cut off' | 'stopped'
  /** What a running ZooKeeper server is: `leader`, `follower`, `standalone`, or `looking` for a leader. */
  role(): Promise<string | undefined>
  /** Starts it again after `stop` or `kill`, on its data and its port. */
  start(): Promise<void>
  /** As Ctrl-C: a broker's partitions get other leaders first. */
  stop(): Promise<void>
  /** As `kill -9`. */
  kill(): Promise<void>
  /** As SIGSTOP: it neither runs nor answers until `resume`. */
  pause(): void
  resume(): void
  /** Takes its network away, silently, until `heal`. */
  cut(): void
  heal(): void
}

export interface Cluster extends AsyncDisposable {
  /** For a client's `bootstrap.servers`. */
  readonly bootstrap: string
  /** For a client's `zookeeper.connect`. */
  readonly zookeeper: string
  /** A kafkajs client of this cluster. */
  readonly kafka: Kafka
  /** ZooKeeper, then the brokers by their ids. */
  readonly servers: readonly ClusterServer[]
  /** The server of that name, for example `kafka-1`. */
  server(name: string): ClusterServer
  /** Stops the cluster; open clients see closed connections. */
  close(): Promise<void>
}

/**
 * Starts ZooKeeper and brokers in this process, on 127.0.0.1, and resolves when all answer and know each other.
 * Rejects with Node's `EADDRINUSE` when the port is taken, and with Kafka's message for a setting that is wrong.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const host = '127.0.0.1'
  const starting = startLocalCluster({
    host,
    zookeeperPort: 0,
    zookeepers: options.zookeepers ?? 1,
    kafkaPort: options.port ?? 0,
    brokers: options.brokers ?? 1,
    folder: options.folder,
    ...(options.properties ? { properties: options.properties } : {}),
    transport: tcpTransport,
    clock: systemClock,
    random: systemRandom,
    loggerOf: () => silentLogger,
  })
  const [cluster, kafkajs] = await Promise.all([starting, import('kafkajs')])
  const brokers = cluster.brokers.map(({ address }) => `${host}:${address.port}`)
  const kafka = new kafkajs.Kafka({
    clientId: 'kafkabox',
    brokers,
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 20, retries: 10 },
  })
  return {
    bootstrap: brokers.join(','),
    zookeeper: cluster.zookeepers,
    kafka,
    servers: cluster.servers,
    server: (name) => cluster.server(name),
    close: () => cluster.close(),
    [Symbol.asyncDispose]: () => cluster.close(),
  }
}
