import type { Logger } from '../../base/logger.ts'
import type { BrokerConfig, BrokerConfigName, Properties } from '../configs/broker-config.ts'
import { checkedConfig, noZooKeeper } from '../configs/checked-config.ts'
import { listeners } from '../configs/listeners.ts'
import { isKraft } from '../configs/process-roles.ts'
import { ConfigError } from '../configs/validators.ts'

/**
 * The settings of a broker, when it can do what they ask for: it needs ZooKeeper, keeps its logs itself, and serves only
 * what takes no key or password.
 * @throws ConfigFault, for what no server could do in Kafka's words
 */
export function servableConfig(properties: Properties, logger: Logger): BrokerConfig {
  const log = logger.named('kafka.server.KafkaConfig')
  const config = checkedConfig(properties, (message) => log.warn(message))
  if (isKraft(config)) {
    throw refused(
      config,
      'process.roles',
      'KRaft mode is not available here: leave process.roles out and set zookeeper.connect to run with ZooKeeper',
    )
  }
  if (config.get('zookeeper.connect') === '') throw noZooKeeper()
  if (config.get('remote.log.storage.system.enable')) {
    throw refused(config, 'remote.log.storage.system.enable', 'tiered storage is not available here: leave it out')
  }
  const secured = listeners(config).find(({ protocol }) => protocol !== 'PLAINTEXT')
  if (secured === undefined) return config
  throw refused(config, 'listeners', `${secured.protocol} is not available, only PLAINTEXT is`)
}

const refused = (config: BrokerConfig, name: BrokerConfigName, why: string) =>
  new ConfigError(name, config.text(name), why)
