import { hashOrder } from '../../base/hash-order.ts'
import { javaClassOf } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { BrokerLogDirs } from './describe.ts'
import type { logDir } from './results.ts'

type LogDirObject = ValueOf<typeof logDir>
type LogDir = BrokerLogDirs['logDirs'][number]

/** Kafka's JSON, its keys in the order of the maps in which Kafka has them. No topics: all. */
export function logDirsJson(described: readonly BrokerLogDirs[], topics: readonly string[]): string {
  const brokers = described.map(({ broker, logDirs }) => ({
    broker,
    logDirs: hashOrder(logDirs, ({ logDir }) => logDir).map((logDir) => directory(logDir, topics)),
  }))
  return JSON.stringify({ brokers, version: 1 })
}

/** The directories of a broker as `--json` tells them. */
export function logDirObjects({ broker, logDirs }: BrokerLogDirs, topics: readonly string[]): LogDirObject[] {
  return logDirs.map((described) => ({
    broker,
    logDir: described.logDir,
    error: described.errorCode === 0 ? null : new KafkaError(described.errorCode).exception,
    totalBytes: knownBytes(described.totalBytes),
    usableBytes: knownBytes(described.usableBytes),
    replicas: replicasOf(described, topics).map(({ topic, partition, replica }) => {
      const { partitionSize: size, offsetLag, isFutureKey: isFuture } = replica
      return { topic, partition, size, offsetLag, isFuture }
    }),
  }))
}

const knownBytes = (bytes: number) => (bytes < 0 ? null : bytes)

function replicasOf({ topics }: LogDir, wanted: readonly string[]) {
  const replicas = topics.flatMap(({ name, partitions }) =>
    partitions.map((replica) => ({ topic: name, partition: replica.partitionIndex, replica })),
  )
  return partitionOrder(replicas).filter(({ topic }) => wanted.length === 0 || wanted.includes(topic))
}

function directory(described: LogDir, wanted: readonly string[]) {
  const { logDir, errorCode } = described
  const partitions = replicasOf(described, wanted).map(({ topic, partition, replica }) => ({
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
