import {
  AlterPartitionReassignments,
  AlterPartitionReassignmentsRequest,
} from '../../wire/kafka/alter-partition-reassignments.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, partitionName, type TopicPartition } from '../topic-partition.ts'
import type { CallOptions } from './call.ts'
import { runControllerCall } from './controller-call.ts'
import { errorIn, type Outcome } from './outcome.ts'

export interface Reassignment extends TopicPartition {
  /** The brokers that shall keep the partition, the preferred leader first; null calls a move under way off. */
  readonly replicas: readonly number[] | null
}

/** Starts moves of partitions, or calls them off (KIP-455). The outcomes come by `topic-partition`, in the answer's order. */
export function alterReassignments(
  cluster: Cluster,
  reassignments: readonly Reassignment[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<true>>> {
  const name = 'alterPartitionReassignments'
  return runControllerCall(cluster, name, options, async (connection, timeoutMs, answerTimeoutMs) => {
    const version = connection.version(AlterPartitionReassignmentsRequest)
    const topics = byTopic(reassignments).map((topic) => ({
      name: topic.name,
      partitions: topic.partitions.map(({ partition, replicas }) => ({ partitionIndex: partition, replicas })),
    }))
    const answer = await connection.send(AlterPartitionReassignments, version, { timeoutMs, topics }, answerTimeoutMs)
    if (answer.errorCode === errorCode('NOT_CONTROLLER')) throw errorIn(answer)
    // What befell the whole request befell each of them.
    const overall = errorIn(answer)
    if (overall !== undefined) return new Map(reassignments.map((one) => [partitionName(one), overall]))
    return new Map(
      answer.responses.flatMap(({ name: topic, partitions }) =>
        partitions.map((result) => {
          const key = partitionName({ topic, partition: result.partitionIndex })
          return [key, errorIn(result) ?? true] as const
        }),
      ),
    )
  })
}
