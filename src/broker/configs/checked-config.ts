import { metadataLevel } from '../../wire/kafka/metadata-versions.ts'
import { BrokerConfig, type Properties } from './broker-config.ts'
import { configException, unmet } from './config-fault.ts'
import { asNames } from './definition.ts'
import { checkListeners } from './listener-checks.ts'
import { advertisedListeners, type Endpoint, listeners } from './listeners.ts'
import { controllerListenerNames, processRoles, quorumVoters } from './process-roles.ts'
import {
  connectionRequirements,
  demand,
  logDirectoryNames,
  memberRequirements,
  replicaRequirements,
  timeRequirements,
} from './requirements.ts'
import { checkRoles } from './role-checks.ts'

/**
 * A server's settings, after all that Kafka looks at before it starts anything, and in Kafka's order: of several faults
 * the first is told. `warn` hears what is only doubtful.
 * @throws ConfigFault
 */
export function checkedConfig(properties: Properties, warn: (message: string) => void): BrokerConfig {
  const config = new BrokerConfig(properties)
  const voters = quorumVoters(config)
  const roles = processRoles(config)
  const bound = listeners(config)
  checkEarlyStart(config, bound)
  if (roles.length > 0 && config.has('inter.broker.protocol.version')) checkProtocolVersion(config, warn)
  checkRebalanceProtocols(config, warn)
  if (config.get('node.id') !== config.get('broker.id')) {
    throw configException('You must set `node.id` to the same value as `broker.id`.')
  }
  if (roles.length > 0) checkKraftId(config)
  else checkZooKeeperId(config)
  demand(config, timeRequirements)
  checkDirectories(config)
  demand(config, replicaRequirements)
  const advertised = advertisedListeners(config, bound, '')
  checkRoles({ config, roles, voters, bound, advertised, warn })
  if (roles.length === 0 || roles.includes('broker')) checkListeners(config, bound, advertised)
  demand(config, connectionRequirements)
  checkAuthenticationDelay(config)
  demand(config, memberRequirements)
  return config
}

function checkEarlyStart(config: BrokerConfig, bound: readonly Endpoint[]): void {
  const known = [...bound.map(({ listener }) => listener), ...controllerListenerNames(config)]
  for (const name of asNames(config.get('early.start.listeners'))) {
    if (known.includes(name)) continue
    throw configException(
      `early.start.listeners contains listener ${name}, but this is not contained in listeners or controller.listener.names`,
    )
  }
}

function checkProtocolVersion(config: BrokerConfig, warn: (message: string) => void): void {
  const version = config.get('inter.broker.protocol.version')
  if ((metadataLevel(version) ?? 1) < 1) {
    throw configException(
      `A non-KRaft version ${version} given for inter.broker.protocol.version. The minimum version is 3.0-IV1`,
    )
  }
  warn(
    'inter.broker.protocol.version is deprecated in KRaft mode as of 3.3 and will only be read when first upgrading from a KRaft prior to 3.3. See kafka-storage.sh help for details on setting the metadata version for a new KRaft cluster.',
  )
}

function checkRebalanceProtocols(config: BrokerConfig, warn: (message: string) => void): void {
  const protocols = config.get('group.coordinator.rebalance.protocols')
  if (!protocols.includes('classic')) throw configException("Disabling the 'classic' protocol is not supported.")
  if (!protocols.includes('consumer')) return
  warn(
    "The new 'consumer' rebalance protocol is enabled along with the new group coordinator. This is part of the early access of KIP-848 and MUST NOT be used in production.",
  )
}

function checkKraftId(config: BrokerConfig): void {
  if (config.get('node.id') < 0) {
    throw configException(
      'Missing configuration `node.id` which is required when `process.roles` is defined (i.e. when running in KRaft mode).',
    )
  }
  if (!config.get('zookeeper.metadata.migration.enable') || config.text('zookeeper.connect') !== null) return
  throw configException(
    'If using `zookeeper.metadata.migration.enable` in KRaft mode, `zookeeper.connect` must also be set.',
  )
}

/** Ids above `reserved.broker.max.id` are those that ZooKeeper gives out. */
function checkZooKeeperId(config: BrokerConfig): void {
  if (config.text('zookeeper.connect') === null) throw noZooKeeper()
  const id = config.get('broker.id')
  if (!config.get('broker.id.generation.enable')) {
    if (id < 0) throw unmet('broker.id must be greater than or equal to 0')
  } else if (id < -1 || id > config.get('reserved.broker.max.id')) {
    throw unmet('broker.id must be greater than or equal to -1 and not greater than reserved.broker.max.id')
  }
}

export const noZooKeeper = () =>
  configException('Missing required configuration `zookeeper.connect` which has no default value.')

function checkDirectories(config: BrokerConfig): void {
  const directories = logDirectoryNames(config)
  if (directories.length === 0) throw unmet('At least one log directory must be defined via log.dirs or log.dir.')
  if (directories.length < 2 || !config.get('remote.log.storage.system.enable')) return
  throw configException(
    `Multiple log directories \`${directories.join(',')}\` are not supported when remote log storage is enabled`,
  )
}

/** An answer that is held back to slow guessing down must still find its connection. */
function checkAuthenticationDelay(config: BrokerConfig): void {
  const [delay, idle] = [config.get('connection.failed.authentication.delay.ms'), config.get('connections.max.idle.ms')]
  if (idle < 0 || delay < idle) return
  throw unmet(
    `connection.failed.authentication.delay.ms=${delay} should always be less than connections.max.idle.ms=${idle} to prevent failed authentication responses from timing out`,
  )
}
