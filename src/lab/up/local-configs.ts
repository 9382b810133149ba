import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Transport } from '../../net/transport.ts'

export interface LocalClusterOptions {
  /** Where all listen, and what clients are told. */
  readonly host: string
  /** Of the first ZooKeeper server, the others have those behind it; 0 picks free ones. */
  readonly zookeeperPort: number
  /** Several are an ensemble. */
  readonly zookeepers: number
  /** Of the first broker, the others have those behind it; 0 picks free ones. */
  readonly kafkaPort: number
  readonly brokers: number
  /** Undefined keeps everything in memory. */
  readonly folder: string | undefined
  /** More settings of the brokers, over ours. */
  readonly properties?: Readonly<Record<string, string>>
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  /** By the server's name. */
  readonly loggerOf: (server: string) => Logger
}

export function brokerProperties(
  options: LocalClusterOptions,
  id: number,
  port: number,
  zookeepers: string,
): Map<string, string> {
  const { host, folder, brokers } = options
  const internalReplicas = String(replicasOfInternalTopics(brokers))
  return new Map([
    ['broker.id', String(id)],
    ['listeners', `PLAINTEXT://${host}:${port}`],
    ['log.dirs', `${folder ?? ''}/${id === 0 ? 'kafka-logs' : `kafka-logs-${id}`}`],
    ['zookeeper.connect', zookeepers],
    ['offsets.topic.replication.factor', internalReplicas],
    ['transaction.state.log.replication.factor', internalReplicas],
    ['transaction.state.log.min.isr', internalReplicas === '3' ? '2' : '1'],
    ['group.initial.rebalance.delay.ms', '0'],
    ...(brokers > 1 ? severalBrokers : []),
    ...(folder === undefined ? ([['log.index.size.max.bytes', '65536']] as const) : []),
    ...Object.entries(options.properties ?? {}),
  ])
}

/**
 * Kafka makes these topics when the first consumer comes, and not while a replica would be missing: one of three brokers
 * may have been killed before.
 */
function replicasOfInternalTopics(brokers: number): number {
  return brokers < 3 ? brokers : Math.min(3, brokers - 1)
}

/** A death is noticed in a third of Kafka's time, and the last broker to stop does not wait long for another to take over. */
const severalBrokers = [
  ['zookeeper.session.timeout.ms', '6000'],
  ['controlled.shutdown.retry.backoff.ms', '100'],
] as const
