import { metadataLevel } from '../../wire/kafka/metadata-versions.ts'
import type { BrokerConfig } from './broker-config.ts'
import { unmet } from './config-fault.ts'
import { asNames } from './definition.ts'

/** What the values of several settings have to be to each other, and Kafka's words where they are not. */
export type Requirement = readonly [isMet: (config: BrokerConfig) => boolean, words: string]

/** `log.dirs`, or `log.dir`, as they were given. */
export const logDirectoryNames = (config: BrokerConfig): string[] =>
  asNames(config.get('log.dirs') ?? config.get('log.dir'))

/** @throws ConfigFault with the words of the first that is not met */
export function demand(config: BrokerConfig, requirements: readonly Requirement[]): void {
  for (const [isMet, words] of requirements) if (!isMet(config)) throw unmet(words)
}

const megabyte = 1024 * 1024

/** Negative ones stand for "for ever". */
function isRetentionPossible(config: BrokerConfig): boolean {
  const names = ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'] as const
  return names.map((name) => config.get(name)).find((value) => value !== null) !== 0
}

const retentionWords = 'log.retention.ms must be unlimited (-1) or, greater than or equal to 1'

/** Looked at before the directories. */
export const timeRequirements: readonly Requirement[] = [
  [(config) => (config.get('log.roll.ms') ?? 1) >= 1, 'log.roll.ms must be greater than or equal to 1'],
  [(config) => (config.get('log.roll.jitter.ms') ?? 0) >= 0, 'log.roll.jitter.ms must be greater than or equal to 0'],
  [isRetentionPossible, retentionWords],
]

/** Looked at behind the directories. */
export const replicaRequirements: readonly Requirement[] = [
  [
    (config) => config.get('log.cleaner.dedupe.buffer.size') > config.get('log.cleaner.threads') * megabyte,
    'log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.',
  ],
  [
    (config) => config.get('replica.fetch.wait.max.ms') <= config.get('replica.socket.timeout.ms'),
    'replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts',
  ],
  [
    (config) => config.get('replica.fetch.wait.max.ms') <= config.get('replica.lag.time.max.ms'),
    'replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to prevent frequent changes in ISR',
  ],
  [
    (config) =>
      isBetween(config.get('offsets.commit.required.acks'), -1, config.get('offsets.topic.replication.factor')),
    'offsets.commit.required.acks must be greater or equal -1 and less or equal to offsets.topic.replication.factor',
  ],
]

const isBetween = (value: number, low: number, high: number): boolean => value >= low && value <= high

const hasLevel = (config: BrokerConfig, version: string): boolean =>
  (metadataLevel(config.get('inter.broker.protocol.version')) ?? 0) >= (metadataLevel(version) ?? 0)

/** Of a broker that is about to leave ZooKeeper. */
export const migrationRequirements: readonly Requirement[] = [
  [
    (config) => hasLevel(config, '3.4-IV0'),
    "Cannot enable ZooKeeper migration without setting 'inter.broker.protocol.version' to 3.4 or higher",
  ],
  [
    (config) => logDirectoryNames(config).length < 2 || hasLevel(config, '3.7-IV2'),
    "Cannot enable ZooKeeper migration with multiple log directories (aka JBOD) without setting 'inter.broker.protocol.version' to 3.7-IV2 or higher",
  ],
]

export const connectionRequirements: readonly Requirement[] = [
  [
    (config) =>
      config.get('queued.max.request.bytes') <= 0 ||
      config.get('queued.max.request.bytes') >= config.get('socket.request.max.bytes'),
    'queued.max.request.bytes must be larger or equal to socket.request.max.bytes',
  ],
  [
    (config) => config.get('max.connections.per.ip') !== 0 || config.get('max.connections.per.ip.overrides') !== '',
    'max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is set.',
  ],
]

/** What the new protocol may grant a group's members (KIP-848): a time, and between what it has to be. */
function groupRequirements(time: 'heartbeat.interval.ms' | 'session.timeout.ms'): Requirement[] {
  const [name, low, high] = [
    `group.consumer.${time}`,
    `group.consumer.min.${time}`,
    `group.consumer.max.${time}`,
  ] as const
  return [
    [(config) => config.get(high) >= config.get(low), `${high} must be greater than or equals to ${low}`],
    [(config) => config.get(name) >= config.get(low), `${name} must be greater than or equals to ${low}`],
    [(config) => config.get(name) <= config.get(high), `${name} must be less than or equals to ${high}`],
  ]
}

export const memberRequirements: readonly Requirement[] = [
  ...groupRequirements('heartbeat.interval.ms'),
  ...groupRequirements('session.timeout.ms'),
]
