import { hashOrder } from '../../base/hash-order.ts'
import { javaClassOf } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { BrokerLogDirs } from './describe.ts'

type LogDir = BrokerLogDirs['logDirs'][number]

/** Kafka's JSON, its keys in the order of the maps in which Kafka has them. No topics: all. */
export function logDirsJson(described: readonly BrokerLogDirs[], topics: readonly string[]): string {
  const brokers = described.map(({ broker, logDirs }) => ({
    broker,
    logDirs: hashOrder(logDirs, ({ logDir }) => logDir).map((logDir) => directory(logDir, topics)),
  }))
  return JSON.stringify({ brokers, version: 1 })
}

function directory({ logDir, errorCode, topics }: LogDir, wanted: readonly string[]) {
  const replicas = topics.flatMap(({ name, partitions }) =>
    partitions.map((replica) => ({ topic: name, partition: replica.partitionIndex, replica })),
  )
  const partitions = partitionOrder(replicas)
    .filter(({ topic }) => wanted.length === 0 || wanted.includes(topic))
    .map(({ topic, partition, replica }) => ({
      partition: `${topic}-${partition}`,
      size: replica.partitionSize,
      offsetLag: replica.offsetLag,
      isFuture: replica.isFutureKey,
    }))
  return { partitions, error: errorCode === 0 ? null : errorClass(errorCode), logDir }
}

function errorClass(code: number): string {
  return javaClassOf(new KafkaError(code)) ?? ''
}
