import type { PartitionLog } from '../../log/partition-log.ts'
import { DescribeLogDirs, type DescribeLogDirsRequest } from '../../wire/kafka/describe-log-dirs.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { api, type BrokerContext, onCluster } from './api.ts'

type Directory = InputOf<typeof DescribeLogDirs.response>['results'][number]

/** Null asks for all partitions. */
function isAsked({ topics }: DescribeLogDirsRequest, { topic, partition }: PartitionLog): boolean {
  return topics === null || topics.some((one) => one.topic === topic && one.partitions.includes(partition))
}

function describe({ replicas, disk }: BrokerContext, directory: string, request: DescribeLogDirsRequest): Directory {
  const all = [...replicas.logs.logs, ...replicas.logs.futureLogs]
  const here = all.filter((log) => log.logDirectory === directory)
  const logs = here.filter((log) => isAsked(request, log))
  // Kafka names every topic that the directory holds something of, whatever was asked for.
  const topics = [...new Set(here.map(({ topic }) => topic))]
  const { total, usable } = disk.space(directory)
  return {
    errorCode: 0,
    logDir: directory,
    topics: topics.map((name) => ({
      name,
      partitions: logs.filter(({ topic }) => topic === name).map((log) => size(replicas, log)),
    })),
    totalBytes: total,
    usableBytes: usable,
  }
}

const size = (replicas: BrokerContext['replicas'], log: PartitionLog) => ({
  partitionIndex: log.partition,
  partitionSize: log.size,
  offsetLag: lag(replicas, log),
  isFutureKey: log.isFuture,
})

/** How far a copy is behind the log that it is to replace, or the log behind what is committed; −1 without a replica here. */
function lag(replicas: BrokerContext['replicas'], log: PartitionLog): number {
  const current = replicas.partition(log.topic, log.partition)?.log
  if (current === undefined) return -1
  const end = log.isFuture ? current.logEndOffset : current.highWatermark
  return log.isFuture ? end - log.logEndOffset : Math.max(0, end - log.logEndOffset)
}

const offline = (directory: string): Directory => ({
  errorCode: errorCode('KAFKA_STORAGE_ERROR'),
  logDir: directory,
  topics: [],
  totalBytes: -1,
  usableBytes: -1,
})

export const describeLogDirs = api(DescribeLogDirs, {
  authorise: () => [onCluster('Describe')],
  handle: (broker, request) => ({
    errorCode: 0,
    results: [
      ...broker.replicas.logs.liveDirectories.map((directory) => describe(broker, directory, request)),
      ...broker.replicas.logs.offlineDirectories.map(offline),
    ],
  }),
  failed: (_request, error) => ({ errorCode: error.code, results: [] }),
})
