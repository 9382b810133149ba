import { ElectLeaders, ElectLeadersRequest } from '../../wire/kafka/elect-leaders.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { unsupportedVersionError } from '../errors.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'
import type { CallOptions } from './call.ts'
import { runControllerCall } from './controller-call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** Kafka's numbers for the ways to elect a leader (KIP-460). */
const electionTypes = { preferred: 0, unclean: 1 } as const
export type ElectionType = keyof typeof electionTypes

export interface ElectionOutcome extends TopicPartition {
  readonly outcome: Outcome<true>
}

/** Versions before this know only preferred leaders. */
const firstVersionWithTypes = 1

/**
 * Elects leaders of the partitions, of all partitions for null; in the order of the answer, which leaves out what of all
 * needed no election.
 */
export function electLeaders(
  cluster: Cluster,
  type: ElectionType,
  partitions: readonly TopicPartition[] | null,
  options: CallOptions = {},
): Promise<ElectionOutcome[]> {
  return runControllerCall(cluster, 'electLeaders', options, async (connection, timeoutMs, answerTimeoutMs) => {
    const version = connection.version(ElectLeadersRequest)
    if (version < firstVersionWithTypes && type !== 'preferred') {
      throw unsupportedVersionError('API Version 0 only supports PREFERRED election type')
    }
    const topicPartitions =
      partitions === null
        ? null
        : byTopic(partitions).map(({ name, partitions: list }) => ({
            topic: name,
            partitions: list.map(({ partition }) => partition),
          }))
    const body = { electionType: electionTypes[type], topicPartitions, timeoutMs }
    const answer = await connection.send(ElectLeaders, version, body, answerTimeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return outcomes(answer.replicaElectionResults)
  })
}

interface TopicResult {
  readonly topic: string
  readonly partitionResult: readonly { partitionId: number; errorCode: number; errorMessage: string | null }[]
}

function outcomes(topics: readonly TopicResult[]): ElectionOutcome[] {
  const found = topics.flatMap(({ topic, partitionResult }) =>
    partitionResult.map((result) => ({
      topic,
      partition: result.partitionId,
      outcome: errorIn(result) ?? (true as const),
      code: result.errorCode,
    })),
  )
  const astray = found.find(({ code }) => code === errorCode('NOT_CONTROLLER'))
  if (astray?.outcome instanceof Error) throw astray.outcome
  return found.map(({ topic, partition, outcome }) => ({ topic, partition, outcome }))
}
