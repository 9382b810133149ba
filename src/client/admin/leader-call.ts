import { errorCode as codeOf, KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { javaText, unassigned } from '../errors.ts'
import type { TopicMetadata } from '../metadata.ts'
import { partitionName, type TopicPartition } from '../topic-partition.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

export interface LeaderCall extends CallOptions {
  /** As Kafka's admin client names it in time-outs: `listOffsets`. */
  readonly name: string
  /** The API that does the work, in Kafka's constant: `LIST_OFFSETS`. */
  readonly api: string
}

/** One request to one leader; gives the outcomes by `topic-partition`. */
export type AskLeader<P, T> = (
  connection: BrokerConnection,
  partitions: readonly P[],
  timeoutMs: number,
) => Promise<Iterable<readonly [string, Outcome<T>]>>

/**
 * Asks the leaders of the partitions; waits for leaders to be there, and follows them when they move.
 * @returns an outcome for each partition, by `topic-partition`
 * @throws ClientError (TimeoutException) when some have none in time
 */
export async function runLeaderCall<P extends TopicPartition, T>(
  cluster: Cluster,
  { name, api, timeoutMs }: LeaderCall,
  partitions: readonly P[],
  ask: AskLeader<P, T>,
): Promise<Map<string, Outcome<T>>> {
  const outcomes = new Map<string, Outcome<T>>()
  const deadline = cluster.deadline(timeoutMs)
  const lookup = { name: `${name}(api=METADATA)`, target: 'any', deadline } as const
  let open = partitions
  // Each try looks the leaders up anew: a refusal mostly means that they have moved.
  await runCall(cluster, lookup, async () => {
    if (open.length === 0) return
    const leaders = await findLeaders(cluster, open, { deadline, call: lookup.name }, outcomes)
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
  })
  return outcomes
}

function isOpen(outcome: unknown): boolean {
  return outcome === undefined || (outcome instanceof KafkaError && outcome.retriable)
}

/** The partitions by their leaders; those without one are left out, and hopeless ones get their outcome. */
async function findLeaders<P extends TopicPartition, T>(
  cluster: Cluster,
  partitions: readonly P[],
  patience: { deadline: number; call: string },
  outcomes: Map<string, Outcome<T>>,
): Promise<Map<number, P[]>> {
  const names = [...new Set(partitions.map(({ topic }) => topic))]
  const { topics } = await cluster.refreshMetadata(names, { ...patience, allowAutoTopicCreation: false })
  for (const topic of names) {
    const error = errorIn({ errorCode: topics.get(topic)?.errorCode ?? 0 })
    if (error === undefined || error.retriable) continue
    for (const [key, failure] of failTopic(cluster, topic, error, partitions)) outcomes.set(key, failure)
  }
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

/** Says in the log, as Kafka does, that the topic can't be had, and makes it the outcome of its partitions. */
function failTopic(
  cluster: Cluster,
  topic: string,
  error: KafkaError,
  partitions: readonly TopicPartition[],
): [string, KafkaError][] {
  const invalid = error.code === codeOf('INVALID_TOPIC_EXCEPTION')
  const log = cluster.io.logger.named('org.apache.kafka.clients.admin.internals.PartitionLeaderStrategy')
  log.error(
    `${cluster.config.logPrefix}Received ${invalid ? 'invalid topic error' : 'authorization failure'} for topic ${topic} in \`Metadata\` response`,
    javaText(error),
  )
  const reason = invalid ? `due to invalid topic \`${topic}\`` : 'due to topic authorization failure'
  return partitions
    .filter((partition) => partition.topic === topic)
    .map((partition) => {
      const name = partitionName(partition)
      return [name, new KafkaError(error.errorName, `Failed to fetch metadata for partition ${name} ${reason}`)]
    })
}
