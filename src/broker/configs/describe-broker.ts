import { type BrokerConfig, brokerConfigRow } from './broker-config.ts'
import { configTypeIds, type DescribedConfig } from './describe-topic.ts'
import { brokerConfigSynonyms, configSources } from './topic-config.ts'

/** Settings that Kafka has but shows to nobody. */
const internal: ReadonlySet<string> = new Set([
  'group.coordinator.new.enable',
  'metadata.log.segment.min.bytes',
  'producer.id.expiration.check.interval.ms',
  'remote.log.manager.task.retry.backoff.max.ms',
  'remote.log.manager.task.retry.backoff.ms',
  'remote.log.manager.task.retry.jitter',
  'server.max.startup.time.ms',
  'unstable.api.versions.enable',
  'unstable.metadata.versions.enable',
  'zookeeper.metadata.migration.min.batch.size',
])

/** All settings of this broker with where they come from. Passwords, and what Kafka doesn't know, are not shown. */
export const brokerConfigEntries = (config: BrokerConfig): DescribedConfig[] =>
  config
    .names()
    .filter((name) => !internal.has(name) || config.given.has(name))
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
