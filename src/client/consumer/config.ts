import { type ClientConfig, clientConfig } from '../config.ts'
import { ConfigReader } from '../config-reader.ts'
import { ClientError, configError, kafkaException } from '../errors.ts'
import type { Assignor } from './assignors/assignor.ts'
import { rangeAssignor } from './assignors/range.ts'
import { roundRobinAssignor } from './assignors/round-robin.ts'
import { cooperativeStickyAssignor, stickyAssignor } from './assignors/sticky.ts'

export interface ConsumerConfig {
  readonly client: ClientConfig
  readonly groupId: string | undefined
  readonly groupInstanceId: string | null
  readonly assignors: readonly Assignor[]
  readonly sessionTimeoutMs: number
  readonly heartbeatIntervalMs: number
  readonly maxPollIntervalMs: number
  readonly autoCommit: boolean
  readonly autoCommitIntervalMs: number
  readonly offsetReset: 'earliest' | 'latest' | 'none'
  readonly isReadCommitted: boolean
  readonly allowsTopicCreation: boolean
  readonly excludesInternalTopics: boolean
  readonly checksCrcs: boolean
  readonly rackId: string
  readonly fetchMinBytes: number
  readonly fetchMaxBytes: number
  readonly fetchMaxWaitMs: number
  readonly maxPartitionFetchBytes: number
}

const classPrefix = 'org.apache.kafka.clients.consumer.'
const assignorsByClass: ReadonlyMap<string, Assignor> = new Map([
  [`${classPrefix}RangeAssignor`, rangeAssignor],
  [`${classPrefix}RoundRobinAssignor`, roundRobinAssignor],
  [`${classPrefix}StickyAssignor`, stickyAssignor],
  [`${classPrefix}CooperativeStickyAssignor`, cooperativeStickyAssignor],
])

/** @throws ClientError (ConfigException, KafkaException) with Kafka's words at a value that does not fit */
export function consumerConfig(properties: ReadonlyMap<string, string>): ConsumerConfig {
  const read = new ConfigReader(properties)
  const groupId = read.optional('group.id')
  const config = {
    client: clientConfig(properties, {
      clientId: groupId === undefined ? 'consumer-1' : `consumer-${groupId}-1`,
      maxIdleMs: 540_000,
      describe: (clientId) => `Consumer clientId=${clientId}, groupId=${groupId ?? 'null'}`,
      warnsOfMetadata: true,
    }),
    groupId,
    groupInstanceId: read.optional('group.instance.id') ?? null,
    assignors: assignors(read),
    sessionTimeoutMs: read.int('session.timeout.ms', 45_000),
    heartbeatIntervalMs: read.int('heartbeat.interval.ms', 3000),
    maxPollIntervalMs: read.int('max.poll.interval.ms', 300_000, { min: 1 }),
    autoCommit: read.boolean('enable.auto.commit', groupId !== undefined),
    autoCommitIntervalMs: read.int('auto.commit.interval.ms', 5000, { min: 0 }),
    offsetReset: read.oneOf('auto.offset.reset', 'latest', ['latest', 'earliest', 'none']),
    isReadCommitted:
      read.oneOf('isolation.level', 'read_uncommitted', ['read_committed', 'read_uncommitted']) === 'read_committed',
    allowsTopicCreation: read.boolean('allow.auto.create.topics', true),
    excludesInternalTopics: read.boolean('exclude.internal.topics', true),
    checksCrcs: read.boolean('check.crcs', true),
    rackId: read.string('client.rack', ''),
    fetchMinBytes: read.int('fetch.min.bytes', 1, { min: 0 }),
    fetchMaxBytes: read.int('fetch.max.bytes', 52_428_800, { min: 0 }),
    fetchMaxWaitMs: read.int('fetch.max.wait.ms', 500, { min: 0 }),
    maxPartitionFetchBytes: read.int('max.partition.fetch.bytes', 1_048_576, { min: 0 }),
  }
  if (config.heartbeatIntervalMs < config.sessionTimeoutMs) return config
  throw configError('Heartbeat must be set lower than the session timeout')
}

function assignors(read: ConfigReader): readonly Assignor[] {
  const names = read.list('partition.assignment.strategy', [
    `${classPrefix}RangeAssignor`,
    `${classPrefix}CooperativeStickyAssignor`,
  ])
  return names.map((name) => {
    const assignor = assignorsByClass.get(name)
    if (assignor) return assignor
    const missing = new ClientError('java.lang.ClassNotFoundException', name)
    const cause = kafkaException(`${name} ClassNotFoundException exception occurred`, missing)
    throw kafkaException('Failed to construct kafka consumer', cause)
  })
}
