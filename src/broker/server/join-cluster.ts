import { type LogManager, openLogManager } from '../../log/index.ts'
import { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { parseConnectString } from '../../zookeeper/client/connect-string.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { EntityStore } from '../configs/entity-store.ts'
import { StoredPasswords } from '../configs/stored-passwords.ts'
import { TopicOverrides } from '../configs/topic-overrides.ts'
import { paths } from '../znodes/paths.ts'
import { DirectoryFailures } from './directory-failures.ts'
import { DynamicConfigs } from './dynamic-configs.ts'
import { brokerId, checkMetas, clusterId, type Identity, readMetas, writeMetas } from './identity.ts'
import type { Leftovers } from './leftovers.ts'
import { logDirectories, logManagerSettings } from './log-settings.ts'
import { servableConfig } from './servable-config.ts'
import type { BrokerOptions } from './start.ts'
import { ensurePath, ensureTopLevelPaths } from './top-level-paths.ts'

/** What a broker has before it opens its sockets: a session, its place in the cluster, its settings and its logs. */
export interface Joined {
  readonly config: BrokerConfig
  readonly zookeeper: ZooKeeperClient
  readonly identity: Identity
  readonly entities: EntityStore
  readonly overrides: TopicOverrides
  readonly passwords: StoredPasswords
  readonly dynamic: DynamicConfigs
  readonly logs: LogManager
  readonly directoryFailures: DirectoryFailures
}

/** Steps 1 to 7 of Kafka's start: nothing of this broker is visible to others yet. */
export async function joinCluster(options: BrokerOptions, leftovers: Leftovers): Promise<Joined> {
  const { disk, clock, random, logger, properties } = options
  const config = servableConfig(properties, logger)
  const directories = logDirectories(config)
  const zookeeper = await connect(options, config)
  leftovers.add(() => zookeeper.close())
  const checkpoints = logger.named('kafka.server.BrokerMetadataCheckpoint')
  const metas = readMetas(disk, directories, checkpoints)
  const [cluster] = await Promise.all([clusterId(zookeeper, random), ensureTopLevelPaths(zookeeper)])
  logger.named('kafka.server.KafkaServer').info(`Cluster ID = ${cluster}`)
  checkMetas(metas, cluster, config.get('broker.id'))
  const identity = { clusterId: cluster, brokerId: await brokerId(zookeeper, config, metas) }
  const entities = new EntityStore(zookeeper)
  const overrides = new TopicOverrides(entities, config)
  const passwords = new StoredPasswords(config, random)
  const dynamic = new DynamicConfigs({ brokerId: identity.brokerId, config, entities, overrides, passwords, logger })
  await dynamic.reencodePasswords()
  await Promise.all([dynamic.loadBroker(), loadOverrides(zookeeper, overrides)])
  writeMetas(disk, directories, metas, identity, clock, checkpoints)
  const directoryFailures = new DirectoryFailures(directories)
  const logs = await openLogs(options, config, overrides, directories, directoryFailures)
  leftovers.add(() => logs.close())
  dynamic.attach(logs)
  return { config, zookeeper, identity, entities, overrides, passwords, dynamic, logs, directoryFailures }
}

async function connect(
  { transport, zookeeper, clock, random, logger }: BrokerOptions,
  config: BrokerConfig,
): Promise<ZooKeeperClient> {
  const text = config.get('zookeeper.connect') ?? ''
  const { servers, chroot } = parseConnectString(text)
  const sessionTimeoutMs = config.get('zookeeper.session.timeout.ms')
  const common = {
    servers,
    sessionTimeoutMs,
    connectionTimeoutMs: config.get('zookeeper.connection.timeout.ms') ?? sessionTimeoutMs,
    transport,
    ...zookeeper,
    clock,
    random,
    logger: logger.named('org.apache.zookeeper.ClientCnxn'),
    retryConnectionLoss: true,
    renewExpired: true,
  }
  logger.named('kafka.server.KafkaServer').info(`Connecting to zookeeper on ${text}`)
  if (chroot !== '') await makeChroot(await ZooKeeperClient.connect(common), chroot)
  return ZooKeeperClient.connect({ ...common, chroot })
}

async function makeChroot(zookeeper: ZooKeeperClient, chroot: string): Promise<void> {
  try {
    await ensurePath(zookeeper, chroot)
  } finally {
    await zookeeper.close()
  }
}

async function loadOverrides(zookeeper: ZooKeeperClient, overrides: TopicOverrides): Promise<void> {
  const { children } = await zookeeper.children(paths.configsOf('topics'))
  await overrides.load(children)
}

function openLogs(
  { disk, clock, random, logger }: BrokerOptions,
  config: BrokerConfig,
  overrides: TopicOverrides,
  directories: readonly string[],
  failures: DirectoryFailures,
): Promise<LogManager> {
  return openLogManager({
    disk,
    clock,
    random,
    logger: logger.named('kafka.log.LogManager'),
    directories,
    settings: logManagerSettings(config),
    configOf: (topic) => overrides.logConfigOf(topic),
    onDirectoryFailure: (directory) => failures.failed(directory),
  })
}
