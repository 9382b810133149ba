import {
  ListPartitionReassignments,
  ListPartitionReassignmentsRequest,
  type ListPartitionReassignmentsResponse,
} from '../../wire/kafka/list-partition-reassignments.ts'
import type { Cluster } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import { runControllerCall } from './controller-call.ts'
import { errorIn } from './outcome.ts'

/** Topics with the partitions that are on their way to other brokers. */
export type Reassignments = ListPartitionReassignmentsResponse['topics']

/** The reassignments under way among the given partitions, or among all. */
export function listReassignments(
  cluster: Cluster,
  topics: readonly { readonly name: string; readonly partitionIndexes: readonly number[] }[] | null,
  options: CallOptions = {},
): Promise<Reassignments> {
  return runControllerCall(cluster, 'listPartitionReassignments', options, async (connection, timeoutMs, answerMs) => {
    const version = connection.version(ListPartitionReassignmentsRequest)
    const answer = await connection.send(ListPartitionReassignments, version, { timeoutMs, topics }, answerMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.topics
  })
}
