import { KafkaError } from '../../wire/kafka/errors.ts'
import { type BrokerConfig, type BrokerConfigName, brokerConfigRow, type Properties } from './broker-config.ts'
import { type ConfigRow, canonical } from './definition.ts'
import { ConfigError } from './validators.ts'

const listenerPrefix = /^listener\.name\.[^.]*\./

const threadPools: readonly BrokerConfigName[] = [
  'num.network.threads',
  'num.io.threads',
  'num.replica.fetchers',
  'num.recovery.threads.per.data.dir',
  'background.threads',
]

/**
 * Checks what a broker is to be told while it runs, as a whole: `perBroker` for one, else for all. Throws INVALID_REQUEST
 * in Kafka's words. Names that Kafka doesn't know are let through: they may be a plug-in's.
 */
export function checkDynamicConfig(config: BrokerConfig, properties: Properties, perBroker: boolean): void {
  const names = [...properties.keys()]
  refuse(names.filter(isReadOnly), 'Cannot update these configs dynamically')
  refuse(
    names.filter(isSecurity),
    'These security configs can be dynamically updated only per-listener using the listener prefix',
  )
  checkValues(properties)
  if (!perBroker) {
    refuse(
      names.filter(isForOneBroker),
      'Cannot update these configs at default cluster level, broker id must be specified',
    )
  }
  for (const pool of threadPools) checkThreads(config, pool, properties.get(pool))
}

function refuse(names: readonly string[], complaint: string): void {
  if (names.length === 0) return
  // As Scala prints a set: with five elements or more it is another class.
  const set = names.length > 4 ? 'HashSet' : 'Set'
  throw new KafkaError('INVALID_REQUEST', `${complaint}: ${set}(${names.join(', ')})`)
}

const isReadOnly = (name: string): boolean => brokerConfigRow(name)?.update === 'read-only'

const isForOneBroker = (name: string): boolean =>
  listenerPrefix.test(name) || brokerConfigRow(name)?.update === 'per-broker'

const isSecurity = (name: string): boolean =>
  /^(ssl|sasl)\./.test(name) && brokerConfigRow(name)?.update === 'per-broker'

function checkValues(properties: Properties): void {
  for (const [name, text] of properties) {
    const row = brokerConfigRow(name.replace(listenerPrefix, ''))
    if (row) checkValue(name, row, text)
  }
}

function checkValue(name: string, row: ConfigRow, text: string): void {
  try {
    canonical(name, row, text)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new KafkaError('INVALID_REQUEST', error.message)
  }
}

/** Threads may at most double or halve at a time. */
function checkThreads(config: BrokerConfig, name: BrokerConfigName, text: string | undefined): void {
  if (text === undefined) return
  const wanted = Number(text)
  const current = Number(config.get(name))
  const tooMany = wanted > current * 2
  if (!tooMany && wanted >= current / 2) return
  const limit = tooMany ? `should not be greater than double` : `should be at least half`
  throw new KafkaError(
    'INVALID_REQUEST',
    'Invalid value org.apache.kafka.common.config.ConfigException: Dynamic thread count update validation failed for ' +
      `${name}=${wanted}, value ${limit} the current value ${current} for configuration Invalid dynamic configuration`,
  )
}
