import type { Logger } from '../../base/logger.ts'
import type { BrokerConfig, Properties } from '../configs/broker-config.ts'
import { checkedConfig, noZooKeeper } from '../configs/checked-config.ts'
import { listeners } from '../configs/listeners.ts'
import { processRoles } from '../configs/process-roles.ts'
import { ConfigError } from '../configs/validators.ts'

/**
 * The settings of a broker, when it can do what they ask for: it needs ZooKeeper, and serves only what takes no key or
 * password.
 * @throws ConfigFault, for what no server could do in Kafka's words
 */
export function servableConfig(properties: Properties, logger: Logger): BrokerConfig {
  const log = logger.named('kafka.server.KafkaConfig')
  const config = checkedConfig(properties, (message) => log.warn(message))
  const roles = processRoles(config)
  if (roles.length > 0) {
    const advice =
      'KRaft mode is not available here: leave process.roles out and set zookeeper.connect to run with ZooKeeper'
    throw new ConfigError('process.roles', roles.join(','), advice)
  }
  if (config.get('zookeeper.connect') === '') throw noZooKeeper()
  const secured = listeners(config).find(({ protocol }) => protocol !== 'PLAINTEXT')
  if (secured === undefined) return config
  const only = `${secured.protocol} is not available, only PLAINTEXT is`
  throw new ConfigError('listeners', config.text('listeners'), only)
}
