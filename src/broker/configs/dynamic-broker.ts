import { KafkaError } from '../../wire/kafka/errors.ts'
import { BrokerConfig, type BrokerConfigName, brokerConfigRow, type Properties } from './broker-config.ts'
import { type ConfigRow, canonical } from './definition.ts'
import { checkListeners as checkEndpoints } from './listener-checks.ts'
import { advertisedListeners, listeners } from './listeners.ts'
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
 * Checks what may be told to a broker, whichever it is: `perBroker` for one, else for all. Throws INVALID_REQUEST in
 * Kafka's words. Names that Kafka doesn't know are let through: they may be a plug-in's.
 */
export function checkDynamicSettings(properties: Properties, perBroker: boolean): void {
  const names = [...properties.keys()]
  refuse(names.filter(isReadOnly), 'Cannot update these configs dynamically')
  refuse(
    names.filter(isSecurity),
    'These security configs can be dynamically updated only per-listener using the listener prefix',
    'HashSet',
  )
  checkValues(properties)
  if (!perBroker) {
    refuse(
      names.filter(isForOneBroker),
      'Cannot update these configs at default cluster level, broker id must be specified',
    )
  }
}

/** Checks what this broker is to be told while it runs, as a whole. Throws INVALID_REQUEST in Kafka's words. */
export function checkDynamicConfig(config: BrokerConfig, properties: Properties, perBroker: boolean): void {
  checkDynamicSettings(properties, perBroker)
  // What this broker was told for itself stays in force whatever all are told.
  const coming = perBroker ? properties : new Map([...properties, ...config.dynamic])
  for (const pool of threadPools) checkThreads(config, pool, coming.get(pool))
  checkCleanerThreads(config, coming.get('log.cleaner.threads'))
  if (perBroker) checkListeners(config, properties)
}

/** Listeners may come and go while the broker runs, as long as they could have been there from the start. */
function checkListeners(config: BrokerConfig, properties: Properties): void {
  const told = [...config.dynamicDefault, ...properties].filter(([name]) => !isReadOnly(name))
  const wanted = new BrokerConfig(new Map([...config.given, ...told]))
  try {
    const bound = listeners(wanted)
    checkEndpoints(wanted, bound, advertisedListeners(wanted, bound, ''))
  } catch (error) {
    throw new KafkaError('INVALID_REQUEST', error instanceof Error ? error.message : String(error))
  }
}

/** `set`: how Scala prints the kind of set that Kafka has here; small immutable ones have a class of their own. */
function refuse(names: readonly string[], complaint: string, set = names.length > 4 ? 'HashSet' : 'Set'): void {
  if (names.length === 0) return
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
  const limit = tooMany ? 'should not be greater than double' : 'should be at least half'
  throw invalid(
    `Dynamic thread count update validation failed for ${name}=${wanted}, value ${limit} the current value ${current}`,
  )
}

function checkCleanerThreads(config: BrokerConfig, text: string | undefined): void {
  if (text === undefined) return
  const wanted = Number(text)
  const current = config.get('log.cleaner.threads')
  // Kafka shares the cleaner's buffer out among its threads before it counts them.
  if (wanted === 0) throw new KafkaError('INVALID_REQUEST', '/ by zero')
  if (wanted > current * 2) {
    throw invalid(`Log cleaner threads cannot be increased to more than double the current value ${current}`)
  }
  if (wanted < Math.floor(current / 2)) {
    throw invalid(`Log cleaner threads cannot be reduced to less than half the current value ${current}`)
  }
}

const invalid = (complaint: string): KafkaError =>
  new KafkaError(
    'INVALID_REQUEST',
    `Invalid value org.apache.kafka.common.config.ConfigException: ${complaint} for configuration Invalid dynamic configuration`,
  )
