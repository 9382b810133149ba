import type { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { checkedConfig } from '../../broker/configs/checked-config.ts'
import { processRoles } from '../../broker/configs/process-roles.ts'
import { logDirectoryNames } from '../../broker/configs/requirements.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { asJavaException } from '../server-process/config-fault.ts'

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
  const log = logger.named('kafka.server.KafkaConfig')
  try {
    return settingsOf(checkedConfig(properties, (message) => log.warn(message)))
  } catch (error) {
    throw asJavaException(error)
  }
}

function settingsOf(config: BrokerConfig): ServerConfig {
  const metadataDirectory = config.get('metadata.log.dir')
  const all = [...logDirectoryNames(config), ...(metadataDirectory === null ? [] : [metadataDirectory])]
  return {
    roles: processRoles(config),
    nodeId: config.get('node.id'),
    directories: [...new Set(all)].sort(),
    protocolVersion: config.given.get('inter.broker.protocol.version'),
    allowsUnstable: config.get('unstable.metadata.versions.enable'),
  }
}
