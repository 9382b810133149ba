import type { BrokerConfig, Properties } from './broker-config.ts'
import {
  brokerConfigSynonyms,
  type ConfigSynonym,
  configSources,
  type TopicConfigName,
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

/** The order in which a 3.7 broker tells a topic's settings, that of its hash map: kafka-topics prints it as it comes. */
const toldOrder: readonly TopicConfigName[] = [
  'compression.type',
  'leader.replication.throttled.replicas',
  'remote.storage.enable',
  'message.downconversion.enable',
  'min.insync.replicas',
  'segment.jitter.ms',
  'local.retention.ms',
  'cleanup.policy',
  'flush.ms',
  'follower.replication.throttled.replicas',
  'segment.bytes',
  'retention.ms',
  'flush.messages',
  'message.format.version',
  'max.compaction.lag.ms',
  'file.delete.delay.ms',
  'max.message.bytes',
  'min.compaction.lag.ms',
  'message.timestamp.type',
  'local.retention.bytes',
  'preallocate',
  'min.cleanable.dirty.ratio',
  'index.interval.bytes',
  'unclean.leader.election.enable',
  'retention.bytes',
  'delete.retention.ms',
  'message.timestamp.after.max.ms',
  'message.timestamp.before.max.ms',
  'segment.ms',
  'message.timestamp.difference.max.ms',
  'segment.index.bytes',
]

/** A topic's settings with where they come from. */
export function topicConfigEntries(config: BrokerConfig, overrides: Properties): DescribedConfig[] {
  return toldOrder.map((name) => {
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
