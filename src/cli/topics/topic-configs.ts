import { javaSplit } from '../../base/java-split.ts'
import { canonical } from '../../broker/configs/definition.ts'
import { topicConfigs } from '../../broker/configs/topic-table.ts'
import { ConfigError } from '../../broker/configs/validators.ts'
import { ClientError, configError, illegalArgument } from '../../client/errors.ts'

const rows = new Map(Object.entries(topicConfigs))

export const topicConfigNames: readonly string[] = [...rows.keys()]

/**
 * `--config name=value …` by name, checked as Kafka's tool checks it before any broker is asked.
 * @throws ClientError with Kafka's class and words for what is wrong
 */
export function parseTopicConfigs(pairs: readonly string[]): Map<string, string> {
  const configs = new Map(pairs.map(splitPair))
  for (const name of configs.keys()) if (!rows.has(name)) throw unknownName(name)
  for (const [name, value] of configs) checkValue(name, value)
  return configs
}

function splitPair(pair: string): [name: string, value: string] {
  const parts = javaSplit(pair, /\s*=\s*/g)
  const [name, value] = parts
  if (parts.length === 2 && name !== undefined && value !== undefined) return [name.trim(), value.trim()]
  throw illegalArgument(
    'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
  )
}

function unknownName(name: string): ClientError {
  return new ClientError(
    'org.apache.kafka.common.errors.InvalidConfigurationException',
    `Unknown topic config name: ${name}`,
  )
}

function checkValue(name: string, value: string): void {
  const row = rows.get(name)
  if (row === undefined) return
  try {
    canonical(name, row, value)
  } catch (error) {
    throw error instanceof ConfigError ? configError(error.message) : error
  }
}
