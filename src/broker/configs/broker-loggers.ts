import { isLogLevel, type LogLevel, type LogLevels, logLevelNames } from '../../base/log-levels.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { type Alteration, alterOperations } from './alterations.ts'
import type { DescribedConfig } from './describe-topic.ts'
import { configSources } from './topic-config.ts'

/** A broker, as far as its loggers are concerned. */
interface Logging {
  readonly brokerId: number
  readonly logger: { readonly levels: LogLevels }
}

/** The loggers of a broker (KIP-412), which are settings that last as long as it runs. Throws INVALID_REQUEST for another broker. */
export function loggerEntries({ brokerId, logger }: Logging, resourceName: string): DescribedConfig[] {
  if (resourceName === '') throw new KafkaError('INVALID_REQUEST', 'Broker id must not be empty')
  if (idOf('Broker', resourceName) !== brokerId) {
    const complaint = `Unexpected broker id, expected ${brokerId} but received ${resourceName}`
    throw new KafkaError('INVALID_REQUEST', complaint)
  }
  return [...logger.levels.all()].map(([name, value]) => ({
    name,
    value,
    readOnly: false,
    configSource: configSources.brokerLogger,
    isSensitive: false,
    synonyms: [],
    configType: 0,
  }))
}

/** Gives loggers other levels: all of them or, throwing in Kafka's words, none. */
export function alterLoggers(
  { brokerId, logger }: Logging,
  resourceName: string,
  alterations: readonly Alteration[],
  validateOnly: boolean,
): void {
  const { levels } = logger
  if (idOf('Node', resourceName) !== brokerId) {
    // Kafka names its own id twice.
    throw new KafkaError('INVALID_REQUEST', `Unexpected node id. Expected ${brokerId}, but received ${brokerId}`)
  }
  const wanted = alterations.map((alteration): [string, LogLevel | undefined] => [
    alteration.name,
    wantedLevel(levels, alteration),
  ])
  if (!validateOnly) for (const [name, level] of wanted) levels.set(name, level)
}

function idOf(what: 'Broker' | 'Node', text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new KafkaError('INVALID_REQUEST', `${what} id must be an integer, but it is: ${text}`)
}

/** Undefined: that of the logger above it. */
function wantedLevel(levels: LogLevels, { name, configOperation, value }: Alteration): LogLevel | undefined {
  checkOperation(configOperation)
  if (!levels.knows(name)) throw new KafkaError('INVALID_CONFIG', `Logger ${name} does not exist!`)
  if (configOperation === alterOperations.set) return levelOf(name, value ?? '')
  if (name !== 'root') return undefined
  throw new KafkaError('INVALID_REQUEST', 'Removing the log level of the root logger is not allowed')
}

function checkOperation(operation: number): void {
  if (operation === alterOperations.set || operation === alterOperations.delete) return
  const name = operation === alterOperations.append ? 'APPEND' : 'SUBTRACT'
  const isKnown = operation === alterOperations.append || operation === alterOperations.subtract
  // Kafka stumbles over an operation that it doesn't know.
  if (!isKnown) throw new KafkaError('UNKNOWN_SERVER_ERROR')
  throw new KafkaError('INVALID_REQUEST', `${name} operation is not allowed for the BROKER_LOGGER resource`)
}

function levelOf(logger: string, text: string): LogLevel {
  if (isLogLevel(text)) return text
  const valid = [...logLevelNames].sort().join(', ')
  throw new KafkaError(
    'INVALID_CONFIG',
    `Cannot set the log level of ${logger} to ${text} as it is not a supported log level. Valid log levels are ${valid}`,
  )
}
