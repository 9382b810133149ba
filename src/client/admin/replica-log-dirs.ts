import { errorCode } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import type { Replica } from './alter-replica-log-dirs.ts'
import type { CallOptions } from './call.ts'
import { describeLogDirs, type LogDirDescription } from './describe-log-dirs.ts'
import { errorIn } from './outcome.ts'

/** Where a broker keeps a replica: paths, null where none of its live directories has it. */
export interface ReplicaLogDirs {
  readonly current: string | null
  /** Where it is being moved to. */
  readonly future: string | null
}

/** The log directories of the replicas, each as far as its broker has it. */
export async function describeReplicaLogDirs<R extends Replica>(
  cluster: Cluster,
  replicas: readonly R[],
  options: CallOptions = {},
): Promise<Map<R, ReplicaLogDirs>> {
  const brokers = [...new Set(replicas.map(({ broker }) => broker))]
  const parts = brokers.map(async (broker) => {
    const partitions = replicas.filter((replica) => replica.broker === broker)
    const asked = { ...options, partitions, name: 'describeReplicaLogDirs' }
    const directories = (await describeLogDirs(cluster, broker, asked)).filter(isReadable)
    return partitions.map((replica) => [replica, locate(directories, replica)] as const)
  })
  return new Map((await Promise.all(parts)).flat())
}

/** A directory that is offline tells nothing, which is no error; any other fault is one. */
function isReadable(directory: LogDirDescription): boolean {
  if (directory.errorCode === errorCode('KAFKA_STORAGE_ERROR')) return false
  const error = errorIn(directory)
  if (error !== undefined) throw error
  return true
}

function locate(directories: readonly LogDirDescription[], { topic, partition }: Replica): ReplicaLogDirs {
  const find = (isFuture: boolean) =>
    directories.find(({ topics }) =>
      topics.some(
        ({ name, partitions }) =>
          name === topic &&
          partitions.some(
            ({ partitionIndex, isFutureKey }) => partitionIndex === partition && isFutureKey === isFuture,
          ),
      ),
    )?.logDir ?? null
  return { current: find(false), future: find(true) }
}
