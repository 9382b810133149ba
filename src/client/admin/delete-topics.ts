import { zeroUuid } from '../../base/uuid.ts'
import { DeleteTopics, DeleteTopicsRequest } from '../../wire/kafka/delete-topics.ts'
import type { Cluster } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import { controllerOutcomes, runControllerCall } from './controller-call.ts'
import type { Outcome } from './outcome.ts'

/** Deletes the topics, each for itself; the outcomes come by name. */
export function deleteTopics(
  cluster: Cluster,
  names: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<true>>> {
  return runControllerCall(cluster, 'deleteTopics', options, async (connection, timeoutMs, answerMs) => {
    const version = connection.version(DeleteTopicsRequest)
    const topics = version < 6 ? [] : names.map((name) => ({ name, topicId: zeroUuid }))
    const answer = await connection.send(DeleteTopics, version, { topics, topicNames: names, timeoutMs }, answerMs)
    return controllerOutcomes(
      answer.responses,
      ({ name }) => name ?? '',
      () => true as const,
    )
  })
}
