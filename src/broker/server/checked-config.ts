import { BrokerConfig, type Properties } from '../configs/broker-config.ts'
import { advertisedListeners, checkListenerRoles, listeners } from '../configs/listeners.ts'
import { ConfigError } from '../configs/validators.ts'
import { checkId } from './identity.ts'

/** A broker can't be what its properties ask for: Kafka says so before it starts anything. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault'
  /** The Java exception that stands for it. */
  readonly className: string

  constructor(cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause)
    super(message, { cause })
    const isOfListeners = /^(requirement failed:|Error creating broker listeners)/.test(message)
    this.className = isOfListeners
      ? 'java.lang.IllegalArgumentException'
      : 'org.apache.kafka.common.config.ConfigException'
  }
}

/** @throws ConfigFault with Kafka's words */
export function checkedConfig(properties: Properties): BrokerConfig {
  try {
    const config = new BrokerConfig(properties)
    checkId(config)
    checkListeners(config)
    if (!config.get('zookeeper.connect')) {
      throw new Error('Missing required configuration `zookeeper.connect` which has no default value.')
    }
    return config
  } catch (error) {
    throw new ConfigFault(error)
  }
}

/** Only what needs no key or password can be served so far. */
function checkListeners(config: BrokerConfig): void {
  const bound = listeners(config)
  checkListenerRoles(config, advertisedListeners(config, bound, ''))
  const secured = bound.find(({ protocol }) => protocol !== 'PLAINTEXT')
  if (secured === undefined) return
  throw new ConfigError(
    'listeners',
    config.text('listeners'),
    `${secured.protocol} is not available, only PLAINTEXT is`,
  )
}
