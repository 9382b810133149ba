import { type Codec, codecs } from '../../wire/records/compression.ts'
import { type ClientConfig, clientConfig } from '../config.ts'
import { ConfigReader } from '../config-reader.ts'
import { configError, kafkaException } from '../errors.ts'
import { checkWithoutEffect, producerWithoutEffect } from '../properties-without-effect.ts'

export type Acks = -1 | 0 | 1

export interface ProducerConfig {
  readonly client: ClientConfig
  readonly acks: Acks
  readonly isIdempotent: boolean
  readonly codec: Codec
  readonly batchSize: number
  readonly lingerMs: number
  readonly bufferMemory: number
  readonly maxBlockMs: number
  readonly maxRequestSize: number
  readonly maxInFlight: number
  readonly deliveryTimeoutMs: number
  readonly partitioner: 'uniform-sticky' | 'round-robin'
  readonly ignoreKeys: boolean
  /** Undefined for a producer without transactions. */
  readonly transactionalId: string | undefined
  readonly transactionTimeoutMs: number
}

export const defaultDeliveryTimeoutMs = 120_000

const acksByName = { all: -1, '-1': -1, '0': 0, '1': 1 } as const
const roundRobin = 'org.apache.kafka.clients.producer.RoundRobinPartitioner'
const knownPartitioners = [
  'org.apache.kafka.clients.producer.internals.DefaultPartitioner',
  'org.apache.kafka.clients.producer.UniformStickyPartitioner',
  roundRobin,
]

/** @throws ClientError (ConfigException) with Kafka's words at a value that does not fit */
export function producerConfig(properties: ReadonlyMap<string, string>): ProducerConfig {
  const read = new ConfigReader(properties)
  const acks = acksByName[read.oneOf('acks', 'all', ['all', '-1', '0', '1'])]
  const partitioner = read.knownClass('partitioner.class', knownPartitioners) ?? ''
  const transactionalId = read.nonEmpty('transactional.id')
  checkWithoutEffect(read, producerWithoutEffect)
  const config: Omit<ProducerConfig, 'deliveryTimeoutMs' | 'isIdempotent'> = {
    client: clientConfig(properties, {
      clientId: `producer-${transactionalId ?? 1}`,
      describe: (clientId) =>
        `Producer clientId=${clientId}${transactionalId === undefined ? '' : `, transactionalId=${transactionalId}`}`,
      maxIdleMs: 540_000,
      warnsOfMetadata: true,
    }),
    acks,
    codec: read.oneOf('compression.type', 'none', codecs),
    batchSize: read.int('batch.size', 16384, { min: 0 }),
    lingerMs: read.long('linger.ms', 0, { min: 0 }),
    bufferMemory: read.long('buffer.memory', 33554432, { min: 0 }),
    maxBlockMs: read.long('max.block.ms', 60_000, { min: 0 }),
    maxRequestSize: read.int('max.request.size', 1048576, { min: 0 }),
    maxInFlight: read.int('max.in.flight.requests.per.connection', 5, { min: 1 }),
    partitioner: partitioner === roundRobin ? 'round-robin' : 'uniform-sticky',
    transactionalId,
    transactionTimeoutMs: read.int('transaction.timeout.ms', 60_000),
    ignoreKeys: read.boolean('partitioner.ignore.keys', false) || partitioner.endsWith('UniformStickyPartitioner'),
  }
  return { ...config, deliveryTimeoutMs: deliveryTimeout(read, config), isIdempotent: isIdempotent(read, config) }
}

type IdempotenceSettings = Pick<ProducerConfig, 'acks' | 'maxInFlight' | 'client' | 'transactionalId'>

/** Default settings that clash with idempotence turn it off; asked for by name they are errors (KIP-679). */
function isIdempotent(read: ConfigReader, config: IdempotenceSettings): boolean {
  const isAsked = read.has('enable.idempotence')
  const isWanted = read.boolean('enable.idempotence', true)
  const clash = isWanted ? idempotenceClash(config) : undefined
  if (clash !== undefined && isAsked) throw configError(clash)
  if (isWanted && clash === undefined) return true
  if (config.transactionalId === undefined) return false
  throw configError('Cannot set a transactional.id without also enabling idempotence.')
}

function idempotenceClash(config: IdempotenceSettings): string | undefined {
  if (config.client.retries === 0) return 'Must set retries to non-zero when using the idempotent producer.'
  if (config.acks !== -1) {
    return 'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.'
  }
  if (config.maxInFlight > 5) {
    return 'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.'
  }
  return undefined
}

function deliveryTimeout(read: ConfigReader, config: Pick<ProducerConfig, 'lingerMs' | 'client'>): number {
  const timeout = read.int('delivery.timeout.ms', defaultDeliveryTimeoutMs, { min: 0 })
  const least = config.lingerMs + config.client.requestTimeoutMs
  if (timeout >= least) return timeout
  if (!read.has('delivery.timeout.ms')) return least
  const clash = configError('delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms')
  throw kafkaException('Failed to construct kafka producer', clash)
}
