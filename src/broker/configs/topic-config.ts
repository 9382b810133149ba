import { type LogConfig, unboundedMs } from '../../log/config.ts'
import { type BrokerConfig, brokerConfigRow, brokerSynonyms, isDynamicOnly, type Properties } from './broker-config.ts'
import { configException } from './config-fault.ts'
import { type ConfigRow, canonical } from './definition.ts'
import { topicConfigs } from './topic-table.ts'

export type TopicConfigName = keyof typeof topicConfigs

const rowOf: ReadonlyMap<string, ConfigRow> = new Map<string, ConfigRow>(Object.entries(topicConfigs))

export const topicConfigRow = (name: string): ConfigRow | undefined => rowOf.get(name)

/** A setting that Kafka has no name for. */
export class UnknownTopicConfigError extends Error {
  constructor(name: string) {
    super(`Unknown topic config name: ${name}`)
    this.name = 'UnknownTopicConfigError'
  }
}

/** Checks overrides as Kafka does before it writes them: throws `UnknownTopicConfigError` or `ConfigFault`. */
export function checkTopicConfig(overrides: Properties): void {
  for (const name of overrides.keys()) if (!rowOf.has(name)) throw new UnknownTopicConfigError(name)
  const values = [...overrides].map(
    ([name, text]) => [name, canonical(name, rowOf.get(name) ?? neverMissing(name), text)] as const,
  )
  // What would enable it for the broker is refused when that starts (KIP-405).
  if (!values.some(([name, value]) => name === 'remote.storage.enable' && value === 'true')) return
  throw configException(
    'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.',
  )
}

function neverMissing(name: string): never {
  throw new UnknownTopicConfigError(name)
}

const unitFactors: Readonly<Record<string, bigint>> = { minutes: 60_000n, hours: 3_600_000n }

/** A broker setting's text in the topic setting's unit: `log.retention.hours` as milliseconds. */
function inTopicUnit(brokerName: string, text: string): string {
  const factor = unitFactors[brokerName.slice(brokerName.lastIndexOf('.') + 1)]
  return factor === undefined || text.startsWith('-') ? text : String(BigInt(text) * factor)
}

/** What topics have by default: the first broker setting that somebody set, else the one with a default of its own. */
function brokerDefault(config: BrokerConfig, name: string, row: ConfigRow): string | null {
  const names = row.synonyms
  const values = names.map((synonym) => [synonym, config.text(synonym)] as const)
  const [synonym, text] = values.find(([, value]) => value !== null) ?? [name, row.default]
  return text === null ? null : inTopicUnit(synonym, text)
}

/** The effective text of a topic's setting. */
export function topicConfigText(config: BrokerConfig, overrides: Properties, name: string): string | null {
  const row = rowOf.get(name)
  if (row === undefined) return overrides.get(name) ?? null
  const override = overrides.get(name)
  return override === undefined ? brokerDefault(config, name, row) : canonical(name, row, override)
}

const milliseconds = (value: number) => Math.min(value, unboundedMs)

/** What the log is told. Overrides must have passed `checkTopicConfig`. */
export function logConfig(config: BrokerConfig, overrides: Properties): LogConfig {
  const text = (name: TopicConfigName) => topicConfigText(config, overrides, name) ?? ''
  const number = (name: TopicConfigName) => milliseconds(Number(text(name)))
  const flag = (name: TopicConfigName) => text(name) === 'true'
  const policies = text('cleanup.policy').split(',')
  const difference = number('message.timestamp.difference.max.ms')
  const within = (name: TopicConfigName) => Math.min(number(name), difference)
  return {
    segmentBytes: number('segment.bytes'),
    segmentMs: number('segment.ms'),
    segmentJitterMs: number('segment.jitter.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    preallocate: flag('preallocate'),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
    retentionBytes: number('retention.bytes'),
    retentionMs: number('retention.ms'),
    fileDeleteDelayMs: number('file.delete.delay.ms'),
    compact: policies.includes('compact'),
    delete: policies.includes('delete'),
    deleteRetentionMs: number('delete.retention.ms'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    maxMessageBytes: number('max.message.bytes'),
    compressionType: compressionType(text('compression.type')),
    messageTimestampType: text('message.timestamp.type') === 'LogAppendTime' ? 'LogAppendTime' : 'CreateTime',
    messageTimestampBeforeMaxMs: within('message.timestamp.before.max.ms'),
    messageTimestampAfterMaxMs: within('message.timestamp.after.max.ms'),
    messageDownconversionEnable: flag('message.downconversion.enable'),
    minInsyncReplicas: number('min.insync.replicas'),
    uncleanLeaderElectionEnable: flag('unclean.leader.election.enable'),
  }
}

const codecs = ['producer', 'uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'] as const

const compressionType = (text: string): LogConfig['compressionType'] =>
  codecs.find((codec) => codec === text) ?? 'producer'

export type ConfigSynonym = { readonly name: string; readonly value: string | null; readonly source: number }

/** Numbers of a setting's origins in DescribeConfigs. */
export const configSources = {
  topic: 1,
  dynamicBroker: 2,
  dynamicDefault: 3,
  staticBroker: 4,
  default: 5,
  brokerLogger: 6,
} as const

/**
 * Where a broker setting has values, the effective one first. Kafka drops what comes before the setting's own name, so
 * that a setting that only gets its value from another one has no synonyms at all. It tells no default of what exists in
 * ZooKeeper only.
 */
export function brokerConfigSynonyms(config: BrokerConfig, name: string): ConfigSynonym[] {
  const levels = [
    [configSources.dynamicBroker, (key: string) => config.dynamic.get(key)],
    [configSources.dynamicDefault, (key: string) => config.dynamicDefault.get(key)],
    [configSources.staticBroker, (key: string) => config.given.get(key)],
    [configSources.default, (key: string) => (isDynamicOnly(key) ? null : brokerConfigRow(key)?.default)],
  ] as const
  const all = levels.flatMap(([source, textAt]) =>
    brokerSynonyms(name).map((key) => ({ name: key, value: textAt(key) ?? null, source })),
  )
  const found = all.filter(({ value }) => value !== null)
  const own = found.findIndex((synonym) => synonym.name === name)
  return own < 0 ? [] : found.slice(own)
}
