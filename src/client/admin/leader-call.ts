import { errorCode as codeOf, KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { ClientError, javaText, unassigned } from '../errors.ts'
import type { TopicMetadata } from '../metadata.ts'
import { partitionName, type TopicPartition, uniquePartitions } from '../topic-partition.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

export interface LeaderCall extends CallOptions {
  /** As Kafka's admin client names it in time-outs: `listOffsets`. */
  readonly name: string
  /** The API that does the work, in Kafka's constant: `LIST_OFFSETS`. */
  readonly api: string
  /** A topic that nobody knows is a failure at once; otherwise it may yet come. */
  readonly topicsMustExist?: boolean
}

/** One request to one leader; gives the outcomes by `topic-partition`. */
export type AskLeader<P, T> = (
  connection: BrokerConnection,
  partitions: readonly P[],
  timeoutMs: number,
) => Promise<Iterable<readonly [string, Outcome<T>]>>

/**
 * Asks the leaders of the partitions; waits for leaders to be there, and follows them when they move.
 * Of what is asked twice of one partition the last counts.
 * @returns an outcome for each partition, by `topic-partition`, in their order; those that got no answer in time have the reason
 */
export async function runLeaderCall<P extends TopicPartition, T>(
  cluster: Cluster,
  { name, api, timeoutMs, topicsMustExist = false }: LeaderCall,
  partitions: readonly P[],
  ask: AskLeader<P, T>,
): Promise<Map<string, Outcome<T>>> {
  const outcomes = new Map<string, Outcome<T>>()
  const deadline = cluster.deadline(timeoutMs)
  const lookup = { name: `${name}(api=METADATA)`, target: 'any', deadline } as const
  const wanted = uniquePartitions(partitions)
  let open = wanted
  // Each try looks the leaders up anew: a refusal mostly means that they have moved.
  const attempt = async () => {
    if (open.length === 0) return
    const topics = await findTopics(cluster, open, { deadline, call: lookup.name })
    const lost = new Map(hopeless(cluster, open, topics, topicsMustExist))
    for (const [key, failure] of lost) outcomes.set(key, failure)
    open = open.filter((partition) => !lost.has(partitionName(partition)))
    const leaders = byLeader(open, topics)
    const askOne = async ([leader, part]: [number, P[]]) => {
      // One attempt: a leader that is gone has a successor, which the next look tells of.
      const patience = { deadline, call: `${name}(api=${api})` }
      const connection = (await cluster.tryConnect(leader, patience)) ?? unassigned(patience.call)
      for (const [key, outcome] of await ask(connection, part, cluster.config.requestTimeoutMs))
        outcomes.set(key, outcome)
    }
    const asked = await Promise.allSettled([...leaders].map(askOne))
    open = open.filter((partition) => isOpen(outcomes.get(partitionName(partition))))
    const failed = asked.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
    const first = open[0]
    if (first !== undefined) throw outcomes.get(partitionName(first)) ?? new KafkaError('UNKNOWN_TOPIC_OR_PARTITION')
  }
  await runCall(cluster, lookup, attempt).catch((error: unknown) => {
    if (!(error instanceof ClientError || error instanceof KafkaError)) throw error
    for (const partition of open) outcomes.set(partitionName(partition), error)
  })
  return new Map(
    wanted.map(partitionName).flatMap((name) => {
      const outcome = outcomes.get(name)
      return outcome === undefined ? [] : [[name, outcome]]
    }),
  )
}

function isOpen(outcome: unknown): boolean {
  return outcome === undefined || (outcome instanceof KafkaError && outcome.retriable)
}

type Topics = ReadonlyMap<string, TopicMetadata>

async function findTopics(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  patience: { deadline: number; call: string },
): Promise<Topics> {
  const names = [...new Set(partitions.map(({ topic }) => topic))]
  return (await cluster.refreshMetadata(names, { ...patience, allowAutoTopicCreation: false })).topics
}

/** Why those partitions fail whose topic won't come. */
function hopeless(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  topics: Topics,
  topicsMustExist: boolean,
): [string, KafkaError][] {
  return [...new Set(partitions.map(({ topic }) => topic))].flatMap((topic) => {
    const error = errorIn({ errorCode: topics.get(topic)?.errorCode ?? 0 })
    if (error === undefined) return []
    if (error.retriable && !(topicsMustExist && error.code === unknownTopic)) return []
    return failTopic(cluster, topic, error, partitions)
  })
}

/** Those without a leader are left out. */
function byLeader<P extends TopicPartition>(partitions: readonly P[], topics: Topics): Map<number, P[]> {
  const leaders = new Map<number, P[]>()
  for (const partition of partitions) {
    const leader = leaderOf(topics.get(partition.topic), partition.partition)
    if (leader !== undefined) leaders.set(leader, [...(leaders.get(leader) ?? []), partition])
  }
  return leaders
}

function leaderOf(topic: TopicMetadata | undefined, index: number): number | undefined {
  const leader = topic?.partitions.find(({ partitionIndex }) => partitionIndex === index)?.leaderId ?? -1
  return leader < 0 ? undefined : leader
}

const unknownTopic = codeOf('UNKNOWN_TOPIC_OR_PARTITION')

/** How Kafka calls the error in its log, and in what the call fails with. */
function wording(topic: string, { code }: KafkaError): { logged: string; reason: string } {
  if (code === unknownTopic) {
    const reason = `because metadata for topic \`${topic}\` could not be found`
    return { logged: `unknown topic error for topic ${topic}`, reason }
  }
  const invalid = code === codeOf('INVALID_TOPIC_EXCEPTION')
  const fault = invalid ? 'invalid topic error' : 'authorization failure'
  const reason = invalid ? `due to invalid topic \`${topic}\`` : 'due to topic authorization failure'
  return { logged: `${fault} for topic ${topic} in \`Metadata\` response`, reason }
}

/** Says in the log, as Kafka does, that the topic can't be had, and makes it the outcome of its partitions. */
function failTopic(
  cluster: Cluster,
  topic: string,
  error: KafkaError,
  partitions: readonly TopicPartition[],
): [string, KafkaError][] {
  const { logged, reason } = wording(topic, error)
  const log = cluster.io.logger.named('org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy')
  log.error(`${cluster.config.logPrefix}Received ${logged}`, javaText(error))
  return partitions
    .filter((partition) => partition.topic === topic)
    .map((partition) => {
      const name = partitionName(partition)
      return [name, new KafkaError(error.errorName, `Failed to fetch metadata for partition ${name} ${reason}`)]
    })
}
