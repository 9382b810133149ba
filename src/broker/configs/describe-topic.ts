import type { BrokerConfig, Properties } from './broker-config.ts'
import {
  brokerConfigSynonyms,
  type ConfigSynonym,
  configSources,
  topicConfigNames,
  topicConfigRow,
  topicConfigText,
} from './topic-config.ts'

/** A setting as DescribeConfigs and CreateTopics tell it. */
export interface DescribedConfig {
  readonly name: string
  readonly value: string | null
  readonly readOnly: boolean
  readonly configSource: number
  readonly isSensitive: boolean
  readonly synonyms: ConfigSynonym[]
  readonly configType: number
}

/** Numbers of the types in DescribeConfigs. */
export const configTypeIds = {
  boolean: 1,
  string: 2,
  int: 3,
  short: 4,
  long: 5,
  double: 6,
  list: 7,
  class: 8,
  password: 9,
} as const

/** A topic's settings with where they come from. */
export function topicConfigEntries(config: BrokerConfig, overrides: Properties): DescribedConfig[] {
  return topicConfigNames.map((name) => {
    const value = topicConfigText(config, overrides, name)
    const row = topicConfigRow(name)
    const synonym = row?.synonyms[0]
    const inherited = synonym === undefined ? [] : brokerConfigSynonyms(config, synonym)
    const own = overrides.has(name) ? [{ name, value, source: configSources.topic }] : []
    const synonyms = [...own, ...inherited]
    return {
      name,
      value,
      readOnly: false,
      configSource: synonyms[0]?.source ?? configSources.default,
      isSensitive: false,
      synonyms,
      configType: row === undefined ? 0 : configTypeIds[row.type],
    }
  })
}
