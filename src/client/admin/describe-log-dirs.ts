import {
  DescribeLogDirs,
  DescribeLogDirsRequest,
  type DescribeLogDirsResponse,
} from '../../wire/kafka/describe-log-dirs.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** A log directory with the partitions in it; `errorCode` tells of one that is offline. */
export type LogDirDescription = DescribeLogDirsResponse['results'][number]

/** The log directories of a broker. */
export function describeLogDirs(
  cluster: Cluster,
  broker: number,
  options: CallOptions = {},
): Promise<readonly LogDirDescription[]> {
  const call = { ...options, name: 'describeLogDirs', target: broker }
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeLogDirsRequest)
    const answer = await connection.send(DescribeLogDirs, version, { topics: null }, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.results
  })
}
