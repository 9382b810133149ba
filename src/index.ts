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
  /** Port of the broker; a free one when not given. */
  readonly port?: number
  /** Folder in which topics are kept; in memory when not given. */
  readonly folder?: string
  /** Settings of the broker, by Kafka's names, for example `{ 'auto.create.topics.enable': 'false' }`. */
  readonly properties?: Readonly<Record<string, string>>
}

export interface Cluster extends AsyncDisposable {
  /** For a client's `bootstrap.servers`. */
  readonly bootstrap: string
  /** For a client's `zookeeper.connect`. */
  readonly zookeeper: string
  /** A kafkajs client of this cluster. */
  readonly kafka: Kafka
  /** Stops the cluster; open clients see closed connections. */
  close(): Promise<void>
}

/**
 * Starts ZooKeeper and a broker in this process, on 127.0.0.1, and resolves when both answer.
 * Rejects with Node's `EADDRINUSE` when the port is taken, and with Kafka's message for a setting that is wrong.
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const host = '127.0.0.1'
  const starting = startLocalCluster({
    host,
    zookeeperPort: 0,
    kafkaPort: options.port ?? 0,
    folder: options.folder,
    ...(options.properties ? { properties: options.properties } : {}),
    transport: tcpTransport,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  })
  const [cluster, kafkajs] = await Promise.all([starting, import('kafkajs')])
  const bootstrap = `${host}:${cluster.kafka.port}`
  const kafka = new kafkajs.Kafka({
    clientId: 'kafkabox',
    brokers: [bootstrap],
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { initialRetryTime: 20, retries: 10 },
  })
  return {
    bootstrap,
    zookeeper: `${host}:${cluster.zookeeper.port}`,
    kafka,
    close: () => cluster.close(),
    [Symbol.asyncDispose]: () => cluster.close(),
  }
}
