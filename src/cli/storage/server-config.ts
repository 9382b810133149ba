import { BrokerConfig } from '../../broker/configs/broker-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'

/** What matters of a server's properties before there is anything in its directories. */
export interface ServerConfig {
  /** Without one, the server is one of ZooKeeper's time. */
  readonly roles: readonly string[]
  readonly nodeId: number
  /** In alphabetical order, each once. */
  readonly directories: readonly string[]
  /** `inter.broker.protocol.version`, where it is given. */
  readonly protocolVersion: string | undefined
  readonly allowsUnstable: boolean
}

/** @throws JavaException with what Kafka's own check of the properties says */
export function serverConfig({ logger }: CommandContext, properties: ReadonlyMap<string, string>): ServerConfig {
  const config = brokerConfig(properties)
  const roles = list(config.text('process.roles'))
  const nodeId = Number(config.text('node.id') ?? config.text('broker.id'))
  checkRoles(roles, nodeId, config)
  if (roles.length > 0) checkQuorum(roles, nodeId, config)
  const protocolVersion = properties.get('inter.broker.protocol.version')
  if (roles.length > 0 && protocolVersion !== undefined) {
    logger
      .named('kafka.server.KafkaConfig')
      .warn(
        'inter.broker.protocol.version is deprecated in KRaft mode as of 3.3 and will only be read when first upgrading from a KRaft prior to 3.3. See kafka-storage.sh help for details on setting the metadata version for a new KRaft cluster.',
      )
  }
  const metadataDirectory = properties.get('metadata.log.dir')
  const directories = list(config.text('log.dirs') ?? config.text('log.dir'))
  const all = [...directories, ...(metadataDirectory === undefined ? [] : [metadataDirectory])]
  return {
    roles,
    nodeId,
    directories: [...new Set(all)].sort(),
    protocolVersion,
    allowsUnstable: config.get('unstable.metadata.versions.enable'),
  }
}

const list = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const wrong = (message: string) => new JavaException('org.apache.kafka.common.config.ConfigException', message)
const unmet = (message: string) =>
  new JavaException('java.lang.IllegalArgumentException', `requirement failed: ${message}`)

function brokerConfig(properties: ReadonlyMap<string, string>): BrokerConfig {
  try {
    return new BrokerConfig(properties)
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error))
  }
}

function checkRoles(roles: readonly string[], nodeId: number, config: BrokerConfig): void {
  if (new Set(roles).size < roles.length) {
    throw wrong(`Duplicate role names found in \`process.roles\`: ArrayBuffer(${roles.join(', ')})`)
  }
  if (roles.length === 0 && config.text('zookeeper.connect') === null) {
    throw wrong('Missing required configuration `zookeeper.connect` which has no default value.')
  }
  if (roles.length > 0 && !(nodeId >= 0)) {
    throw wrong(
      'Missing configuration `node.id` which is required when `process.roles` is defined (i.e. when running in KRaft mode).',
    )
  }
}

function checkQuorum(roles: readonly string[], nodeId: number, config: BrokerConfig): void {
  const voters = list(config.text('controller.quorum.voters')).map(voterId)
  if (voters.length === 0) {
    throw wrong('If using process.roles, controller.quorum.voters must contain a parseable set of voters.')
  }
  const isVoter = voters.includes(nodeId)
  const inSet = `included in the set of voters controller.quorum.voters=Set(${voters.join(', ')})`
  if (!roles.includes('controller')) {
    if (isVoter) {
      throw unmet(`If process.roles contains just the 'broker' role, the node id ${nodeId} must not be ${inSet}`)
    }
    return
  }
  if (!isVoter) throw unmet(`If process.roles contains the 'controller' role, the node id ${nodeId} must be ${inSet}`)
  checkControllerListeners(roles, config)
}

/** `1@localhost:9093`. */
function voterId(voter: string): number {
  const [, id] = /^(\d+)@.+:\d+$/.exec(voter) ?? []
  if (id === undefined) {
    throw wrong(
      `Invalid value ${voter} for configuration controller.quorum.voters: Each entry should be in the form \`{id}@{host}:{port}\`.`,
    )
  }
  return Number(id)
}

function checkControllerListeners(roles: readonly string[], config: BrokerConfig): void {
  const controllers = list(config.text('controller.listener.names'))
  const listeners = list(config.text('listeners')).map((listener) => listener.replace(/:\/\/.*$/, ''))
  if (!roles.includes('broker') && listeners.some((listener) => !controllers.includes(listener))) {
    throw unmet(
      'The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
    )
  }
  if (!listeners.some((listener) => controllers.includes(listener))) {
    throw unmet(
      "controller.listener.names must contain at least one value appearing in the 'listeners' configuration when running the KRaft controller role",
    )
  }
}
