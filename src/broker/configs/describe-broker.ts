import { type BrokerConfig, brokerConfigRow } from './broker-config.ts'
import { configTypeIds, type DescribedConfig } from './describe-topic.ts'
import { brokerConfigSynonyms, configSources } from './topic-config.ts'

/** All settings of this broker with where they come from. Passwords, and what Kafka doesn't know, are not shown. */
export const brokerConfigEntries = (config: BrokerConfig): DescribedConfig[] =>
  config
    .names()
    .sort()
    .map((name) => entry(config, name, config.text(name), true))

/** The settings that all brokers share by a word in ZooKeeper. */
export const defaultBrokerConfigEntries = (config: BrokerConfig): DescribedConfig[] =>
  [...config.dynamicDefault].map(([name, value]) => entry(config, name, value, false))

function entry(config: BrokerConfig, name: string, value: string | null, perBroker: boolean): DescribedConfig {
  const row = brokerConfigRow(name)
  const isSensitive = row === undefined || row.type === 'password'
  const hidden = (text: string | null) => (isSensitive ? null : text)
  const synonyms = brokerConfigSynonyms(config, name)
    .filter(({ source }) => perBroker || source === configSources.dynamicDefault)
    .map((synonym) => ({ ...synonym, value: hidden(synonym.value) }))
  return {
    name,
    value: hidden(value),
    readOnly: row === undefined || row.update === 'read-only',
    configSource: synonyms[0]?.source ?? configSources.default,
    isSensitive,
    synonyms,
    configType: row === undefined ? 0 : configTypeIds[row.type],
  }
}
