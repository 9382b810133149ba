import { ElectLeaders, type ElectLeadersRequest } from '../../wire/kafka/elect-leaders.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { AskedElection, ElectionResult } from '../controller/replica-elections.ts'
import { api, type BrokerContext, onCluster } from './api.ts'
import { awaitMetadata } from './await-metadata.ts'
import { byTopic } from './by-topic.ts'

interface Outcome extends AskedElection {
  readonly error: KafkaError | undefined
}

function askedOf({ metadata }: BrokerContext, { topicPartitions }: ElectLeadersRequest): AskedElection[] {
  if (topicPartitions === null) {
    return [...metadata.topics()].flatMap(({ name, partitions }) =>
      [...partitions.keys()].map((partition) => ({ topic: name, partition })),
    )
  }
  return topicPartitions.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })))
}

const types = ['preferred', 'unclean'] as const

/** Outside the controller every partition is refused alone. */
async function elect({ controller }: BrokerContext, request: ElectLeadersRequest, asked: readonly AskedElection[]) {
  const type = types[request.electionType]
  if (type === undefined) throw new Error(`Value ${request.electionType} must be one of PREFERRED, UNCLEAN`)
  try {
    return await controller.electLeaders(type, asked)
  } catch (error) {
    if (!(error instanceof KafkaError) || error.errorName !== 'NOT_CONTROLLER') throw error
    return asked.map((one) => ({ ...one, outcome: error }))
  }
}

/** An election is over for the client when the metadata shows the leader. */
async function settled(
  broker: BrokerContext,
  results: readonly ElectionResult[],
  timeoutMs: number,
): Promise<Outcome[]> {
  const isShown = ({ topic, partition, outcome }: ElectionResult) =>
    outcome instanceof KafkaError || broker.metadata.partition(topic, partition)?.leader === outcome
  const waits = results.some((result) => !isShown(result))
  if (waits) await awaitMetadata(broker, timeoutMs, () => results.every(isShown))
  const late = new KafkaError('REQUEST_TIMED_OUT')
  return results.map((result) => {
    const { topic, partition, outcome } = result
    if (outcome instanceof KafkaError) return { topic, partition, error: outcome }
    return { topic, partition, error: isShown(result) ? undefined : late }
  })
}

/** Errors that Kafka gives here without words. */
const isSilent = ({ errorName }: KafkaError) => silent.includes(errorName)
const silent = ['NOT_CONTROLLER', 'REQUEST_TIMED_OUT', 'CLUSTER_AUTHORIZATION_FAILED', 'UNKNOWN_SERVER_ERROR']

const answerOf = ({ partition, error }: Outcome) => ({
  partitionId: partition,
  errorCode: error?.code ?? 0,
  errorMessage: error === undefined || isSilent(error) ? null : error.message,
})

const resultsOf = (outcomes: readonly Outcome[]) =>
  [...byTopic(outcomes)].map(([topic, rows]) => ({ topic, partitionResult: rows.map(answerOf) }))

export const electLeaders = api(ElectLeaders, {
  authorise: () => [onCluster('Alter')],
  handle: async (broker, request) => {
    const results = await elect(broker, request, askedOf(broker, request))
    const outcomes = await settled(broker, results, request.timeoutMs)
    // Asked for all partitions, Kafka doesn't list those that were fine.
    const listed =
      request.topicPartitions === null
        ? outcomes.filter(({ error }) => error?.errorName !== 'ELECTION_NOT_NEEDED')
        : outcomes
    return { errorCode: 0, replicaElectionResults: resultsOf(listed) }
  },
  failed: ({ topicPartitions }, error, context) => ({
    // Version 0 has no place for an error of the whole request.
    errorCode: context.version > 0 ? error.code : 0,
    replicaElectionResults: resultsOf(
      (topicPartitions ?? []).flatMap(({ topic, partitions }) =>
        partitions.map((partition) => ({ topic, partition, error })),
      ),
    ),
  }),
})
