import { errorOf, KafkaError } from '../../wire/kafka/errors.ts'
import { ListOffsets, ListOffsetsRequest } from '../../wire/kafka/list-offsets.ts'
import type { Cluster } from '../cluster.ts'
import { javaText } from '../errors.ts'
import { byTopic, partitionName, type TopicPartition } from '../topic-partition.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** In place of a timestamp: what one may ask of a partition's log besides. */
export const offsetSpecs = { latest: -1, earliest: -2, maxTimestamp: -3 } as const

export interface OffsetQuery extends TopicPartition {
  /** Milliseconds since 1970, or one of `offsetSpecs`. */
  readonly timestamp: number
}

export interface FoundOffset extends TopicPartition {
  /** −1: no record is that young. */
  readonly offset: number
  readonly timestamp: number
  readonly leaderEpoch: number
}

export interface ListOffsetsOptions extends CallOptions {
  readonly isolation?: 'read_uncommitted' | 'read_committed'
}

/** One offset for each query, by `topic-partition`, asked of the partitions' leaders; waits for leaders to be there. */
export async function listOffsets(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  options: ListOffsetsOptions = {},
): Promise<Map<string, Outcome<FoundOffset>>> {
  const outcomes = new Map<string, Outcome<FoundOffset>>()
  const deadline = cluster.deadline(options.timeoutMs)
  let open = queries
  const lookup = { name: 'listOffsets(api=METADATA)', target: 'any', deadline } as const
  // Each try looks up the leaders anew: a refusal mostly means that they have moved.
  await runCall(cluster, lookup, async () => {
    if (open.length === 0) return
    const leaders = await findLeaders(cluster, open, deadline, outcomes)
    const parts = [...leaders].map(([leader, part]) => askLeader(cluster, leader, part, { ...options, deadline }))
    for (const [name, outcome] of (await Promise.all(parts)).flat()) outcomes.set(name, outcome)
    open = open.filter((query) => isOpen(outcomes.get(partitionName(query))))
    const first = open[0]
    if (first !== undefined) throw outcomes.get(partitionName(first)) ?? new KafkaError('UNKNOWN_TOPIC_OR_PARTITION')
  })
  return outcomes
}

function isOpen(outcome: Outcome<FoundOffset> | undefined): boolean {
  return outcome === undefined || (outcome instanceof KafkaError && outcome.retriable)
}

/** The queries by the leaders of their partitions; those without one are left out, and hopeless ones get their outcome. */
async function findLeaders(
  cluster: Cluster,
  queries: readonly OffsetQuery[],
  deadline: number,
  outcomes: Map<string, Outcome<FoundOffset>>,
): Promise<Map<number, OffsetQuery[]>> {
  const names = [...new Set(queries.map(({ topic }) => topic))]
  const patience = { deadline, call: 'listOffsets(api=METADATA)', allowAutoTopicCreation: false }
  const { topics } = await cluster.refreshMetadata(names, patience)
  for (const name of names) failHopeless(cluster, name, topics.get(name)?.errorCode ?? 0, queries, outcomes)
  const leaders = new Map<number, OffsetQuery[]>()
  for (const query of queries) {
    const partition = topics
      .get(query.topic)
      ?.partitions.find(({ partitionIndex }) => partitionIndex === query.partition)
    if (partition === undefined || partition.leaderId < 0) continue
    leaders.set(partition.leaderId, [...(leaders.get(partition.leaderId) ?? []), query])
  }
  return leaders
}

function failHopeless(
  cluster: Cluster,
  topic: string,
  errorCode: number,
  queries: readonly OffsetQuery[],
  outcomes: Map<string, Outcome<FoundOffset>>,
): void {
  const error = errorIn({ errorCode })
  if (error === undefined || error.retriable) return
  const invalid = error.errorName === 'INVALID_TOPIC_EXCEPTION'
  const failure = invalid ? 'invalid topic error' : 'authorization failure'
  const log = cluster.io.logger.named('org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy')
  log.error(
    `${cluster.config.logPrefix}Received ${failure} for topic ${topic} in \`Metadata\` response`,
    javaText(error),
  )
  for (const query of queries.filter((candidate) => candidate.topic === topic)) {
    const reason = invalid ? `due to invalid topic \`${topic}\`` : 'due to topic authorization failure'
    const message = `Failed to fetch metadata for partition ${partitionName(query)} ${reason}`
    outcomes.set(partitionName(query), new KafkaError(error.errorName, message))
  }
}

async function askLeader(
  cluster: Cluster,
  leader: number,
  queries: readonly OffsetQuery[],
  options: ListOffsetsOptions & { deadline: number },
): Promise<[string, Outcome<FoundOffset>][]> {
  const call = { deadline: options.deadline, call: 'listOffsets(api=LIST_OFFSETS)' }
  const connection = await cluster.connect(leader, call)
  const newest = queries.some(({ timestamp }) => timestamp === offsetSpecs.maxTimestamp)
  const body = {
    replicaId: -1,
    isolationLevel: options.isolation === 'read_committed' ? 1 : 0,
    topics: byTopic(queries).map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partition, timestamp }) => ({ partitionIndex: partition, timestamp })),
    })),
  }
  const version = connection.version(ListOffsetsRequest, newest ? 7 : 1)
  const answer = await connection.send(ListOffsets, version, body, cluster.config.requestTimeoutMs)
  return answer.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition): [string, Outcome<FoundOffset>] => {
      const { partitionIndex, errorCode, offset, timestamp, leaderEpoch } = partition
      const error = errorCode === 0 ? undefined : new KafkaError(errorOf(errorCode).name)
      return [
        `${name}-${partitionIndex}`,
        error ?? { topic: name, partition: partitionIndex, offset, timestamp, leaderEpoch },
      ]
    }),
  )
}
