import {
  DescribeLogDirs,
  DescribeLogDirsRequest,
  type DescribeLogDirsResponse,
} from '../../wire/kafka/describe-log-dirs.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** A log directory with the partitions in it; `errorCode` tells of one that is offline. */
export type LogDirDescription = DescribeLogDirsResponse['results'][number]

export interface DescribeLogDirsOptions extends CallOptions {
  /** Only these; all partitions when left out. */
  readonly partitions?: readonly TopicPartition[]
  /** As Kafka names the call in its time-outs. */
  readonly name?: string
}

/** The log directories of a broker. */
export function describeLogDirs(
  cluster: Cluster,
  broker: number,
  options: DescribeLogDirsOptions = {},
): Promise<readonly LogDirDescription[]> {
  const call = { name: 'describeLogDirs', ...options, target: broker }
  const topics =
    options.partitions === undefined
      ? null
      : byTopic(options.partitions).map(({ name, partitions }) => ({
          topic: name,
          partitions: partitions.map(({ partition }) => partition),
        }))
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeLogDirsRequest)
    const answer = await connection.send(DescribeLogDirs, version, { topics }, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.results
  })
}
