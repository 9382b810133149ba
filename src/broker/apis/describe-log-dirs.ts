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
  const logs = [...replicas.logs.logs].filter((log) => log.logDirectory === directory && isAsked(request, log))
  const topics = [...new Set(logs.map(({ topic }) => topic))]
  const { total, usable } = disk.space(directory)
  return {
    errorCode: 0,
    logDir: directory,
    topics: topics.map((name) => ({ name, partitions: logs.filter(({ topic }) => topic === name).map(size) })),
    totalBytes: total,
    usableBytes: usable,
  }
}

const size = (log: PartitionLog) => ({
  partitionIndex: log.partition,
  partitionSize: log.size,
  offsetLag: Math.max(0, log.highWatermark - log.logEndOffset),
  isFutureKey: log.isFuture,
})

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
