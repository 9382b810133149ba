import { AlterReplicaLogDirs, AlterReplicaLogDirsRequest } from '../../wire/kafka/alter-replica-log-dirs.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** One broker's copy of a partition. */
export interface Replica extends TopicPartition {
  readonly broker: number
}

export interface ReplicaMove extends Replica {
  /** Absolute path of a log directory of that broker. */
  readonly logDir: string
}

export interface MoveOutcome {
  readonly move: ReplicaMove
  readonly outcome: Outcome<true>
}

/** Has brokers move replicas from one of their log directories to another; a broker's failure is that of each of its moves. */
export async function alterReplicaLogDirs(
  cluster: Cluster,
  moves: readonly ReplicaMove[],
  options: CallOptions = {},
): Promise<MoveOutcome[]> {
  const brokers = [...new Set(moves.map(({ broker }) => broker))]
  const parts = brokers.map(async (broker): Promise<MoveOutcome[]> => {
    const mine = moves.filter((move) => move.broker === broker)
    try {
      return await askBroker(cluster, broker, mine, options)
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error))
      return mine.map((move) => ({ move, outcome: failure }))
    }
  })
  return (await Promise.all(parts)).flat()
}

function askBroker(
  cluster: Cluster,
  broker: number,
  moves: readonly ReplicaMove[],
  options: CallOptions,
): Promise<MoveOutcome[]> {
  const call = { ...options, name: 'alterReplicaLogDirs', target: broker }
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(AlterReplicaLogDirsRequest)
    const answer = await connection.send(AlterReplicaLogDirs, version, { dirs: byDirectory(moves) }, timeoutMs)
    return answer.results.flatMap(({ topicName, partitions }) =>
      partitions.flatMap((result) => {
        const move = moves.find(({ topic, partition }) => topic === topicName && partition === result.partitionIndex)
        return move === undefined ? [] : [{ move, outcome: errorIn(result) ?? (true as const) }]
      }),
    )
  })
}

function byDirectory(moves: readonly ReplicaMove[]) {
  return [...new Set(moves.map(({ logDir }) => logDir))].map((path) => ({
    path,
    topics: byTopic(moves.filter(({ logDir }) => logDir === path)).map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partition }) => partition),
    })),
  }))
}
