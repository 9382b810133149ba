import { type ClientConfig, clientConfig } from '../config.ts'
import { ConfigReader } from '../config-reader.ts'
import { ClientError, configError, illegalArgument, invalidConfiguration, kafkaException } from '../errors.ts'
import { checkWithoutEffect, consumerWithoutEffect } from '../properties-without-effect.ts'
import { nameComplaint } from '../topic-names.ts'
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
  /** For those who tell what each poll of Kafka's consumer had; ours hands out whole chunks. */
  readonly maxPollRecords: number
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
  checkWithoutEffect(read, consumerWithoutEffect)
  requireClassicProtocol(read)
  const config = {
    client: clientConfig(properties, {
      clientId: groupId === undefined ? 'consumer-1' : `consumer-${groupId}-1`,
      maxIdleMs: 540_000,
      describe: (clientId) => `Consumer clientId=${clientId}, groupId=${groupId ?? 'null'}`,
      warnsOfMetadata: true,
    }),
    groupId,
    groupInstanceId: groupInstanceId(read),
    assignors: assignors(read, groupId),
    sessionTimeoutMs: read.int('session.timeout.ms', 45_000),
    heartbeatIntervalMs: read.int('heartbeat.interval.ms', 3000),
    maxPollIntervalMs: read.int('max.poll.interval.ms', 300_000, { min: 1 }),
    maxPollRecords: read.int('max.poll.records', 500, { min: 1 }),
    autoCommit: autoCommit(read, groupId),
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
  const hasHeartbeat = groupId !== undefined
  if (!hasHeartbeat || config.heartbeatIntervalMs < config.sessionTimeoutMs) return config
  throw notConstructed(illegalArgument('Heartbeat must be set lower than the session timeout'))
}

/** KIP-848's protocol is not there. To take the classic one in its place would be another group than was asked for. */
function requireClassicProtocol(read: ConfigReader): void {
  if (read.oneOfAnyCase('group.protocol', 'CLASSIC', ['CONSUMER', 'CLASSIC']) === 'CLASSIC') return
  throw configError('group.protocol=consumer is not supported here. Set group.protocol=classic.')
}

const notConstructed = (cause: ClientError) => kafkaException('Failed to construct kafka consumer', cause)

function groupInstanceId(read: ConfigReader): string | null {
  const id = read.nonEmpty('group.instance.id')
  if (id === undefined) return null
  const complaint = nameComplaint(id)
  if (complaint === undefined) return id
  const error = invalidConfiguration(`Group instance id is invalid: ${complaint}`)
  // Kafka finds it while it makes up a client.id, or later.
  throw read.string('client.id', '') === '' ? error : notConstructed(error)
}

function autoCommit(read: ConfigReader, groupId: string | undefined): boolean {
  const isOn = read.boolean('enable.auto.commit', groupId !== undefined)
  if (!isOn || groupId !== undefined) return isOn
  throw invalidConfiguration('enable.auto.commit cannot be set to true when default group id (null) is used.')
}

function assignors(read: ConfigReader, groupId: string | undefined): readonly Assignor[] {
  const names = read.list('partition.assignment.strategy', [
    `${classPrefix}RangeAssignor`,
    `${classPrefix}CooperativeStickyAssignor`,
  ])
  if (names.length === 0 && groupId !== undefined) {
    throw new ClientError(
      'java.lang.IllegalStateException',
      'Must configure at least one partition assigner class name to partition.assignment.strategy configuration property',
    )
  }
  const twice = names.find((name, index) => names.indexOf(name) < index)
  const assignors = names.map(assignorOf)
  if (twice === undefined) return assignors
  const text = `The assignor name: '${assignorOf(twice).name}' is used in more than one assignor: ${twice}, ${twice}`
  throw notConstructed(kafkaException(text))
}

function assignorOf(className: string): Assignor {
  const assignor = assignorsByClass.get(className)
  if (assignor) return assignor
  const missing = new ClientError('java.lang.ClassNotFoundException', className)
  throw notConstructed(kafkaException(`${className} ClassNotFoundException exception occurred`, missing))
}
