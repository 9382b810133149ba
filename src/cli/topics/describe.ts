import { hashOrder } from '../../base/hash-order.ts'
import { zeroUuid } from '../../base/uuid.ts'
import { type ConfigEntry, configSources, describeConfigs } from '../../client/admin/describe-configs.ts'
import { listReassignments } from '../../client/admin/list-reassignments.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { illegalArgument, javaClassOf } from '../../client/errors.ts'
import type { PartitionMetadata, TopicMetadata } from '../../client/metadata.ts'
import type { PartitionDescription, TopicDescription } from '../format/topic-description.ts'
import { ensureTopicExists, type Selection, selectTopics } from './select.ts'

export const partitionFilters = [
  'under-replicated-partitions',
  'unavailable-partitions',
  'under-min-isr-partitions',
  'at-min-isr-partitions',
] as const
export type PartitionFilter = (typeof partitionFilters)[number]

export interface DescribeRequest extends Selection {
  readonly topicId: string | undefined
  readonly ifExists: boolean
  /** Topics with settings of their own, without their partitions. */
  readonly overriddenOnly: boolean
  /** Only partitions of which one of these is true, without their topics' lines. */
  readonly filters: readonly PartitionFilter[]
}

interface Enriched {
  readonly topic: TopicMetadata
  readonly configs: readonly ConfigEntry[]
  readonly partitions: readonly PartitionDescription[]
}

/** The topics, in Kafka's order, with what was asked for. */
export async function describe(cluster: Cluster, request: DescribeRequest): Promise<TopicDescription[]> {
  const topics = await topicsOf(cluster, request)
  if (topics.length === 0) return []
  const liveBrokers = new Set(cluster.metadata.brokers.keys())
  const enriched = await enrich(
    cluster,
    hashOrder(topics, ({ name }) => name ?? ''),
  )
  return enriched.flatMap((each) => description(each, request, liveBrokers) ?? [])
}

async function topicsOf(cluster: Cluster, request: DescribeRequest): Promise<TopicMetadata[]> {
  const { topicId } = request
  if (topicId === undefined) {
    const named = await selectTopics(cluster, request)
    ensureTopicExists(named, request.topic, request.ifExists)
    return named
  }
  checkTopicId(topicId)
  const all = await selectTopics(cluster, { topic: undefined, excludeInternal: request.excludeInternal })
  const found = all.filter((topic) => topic.topicId === topicId && topicId !== zeroUuid)
  if (found.length === 0 && !request.ifExists) {
    throw illegalArgument(`TopicId '${topicId}' does not exist as expected`)
  }
  return found
}

/** Java's base64 decoder wants the last character's spare bits to be zero, and Kafka 16 bytes. */
function checkTopicId(text: string): void {
  if (text.length > 24) {
    throw illegalArgument(
      `Input string with prefix \`${text.slice(0, 24)}\` is too long to be decoded as a base64 UUID`,
    )
  }
  const characters = text.replace(/=+$/, '')
  const illegal = /[^A-Za-z0-9_-]/.exec(characters)?.[0]
  if (illegal !== undefined) throw illegalArgument(`Illegal base64 character ${illegal.charCodeAt(0).toString(16)}`)
  if (characters.length % 4 === 1) throw illegalArgument('Last unit does not have enough valid bits')
  const { length } = Buffer.from(characters, 'base64url')
  if (length === 16) return
  throw illegalArgument(
    `Input string \`${text}\` decoded as ${length} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`,
  )
}

async function enrich(cluster: Cluster, topics: readonly TopicMetadata[]): Promise<Enriched[]> {
  const names = topics.map(({ name }) => name ?? '')
  const [configs, moving] = await Promise.all([
    describeConfigs(cluster, 'topic', names),
    movingPartitions(cluster, topics),
  ])
  const configsOf = requireAll(configs)
  return topics.map((topic) => {
    const name = topic.name ?? ''
    const partitions = [...topic.partitions]
      .sort((a, b) => a.partitionIndex - b.partitionIndex)
      .map((info) => ({ topic: name, info, moving: moving.get(`${name}-${info.partitionIndex}`) }))
    return { topic, configs: configsOf.get(name) ?? [], partitions }
  })
}

/** By `topic-partition`; none where the cluster is too old to say, or we may not ask. */
async function movingPartitions(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
): Promise<Map<string, NonNullable<PartitionDescription['moving']>>> {
  const asked = topics.map(({ name, partitions }) => ({
    name: name ?? '',
    partitionIndexes: partitions.map(({ partitionIndex }) => partitionIndex),
  }))
  const reassignments = await listReassignments(cluster, asked).catch((error: unknown) => {
    if (/\.(UnsupportedVersion|ClusterAuthorization)Exception$/.test(javaClassOf(error) ?? '')) return []
    throw error
  })
  const partitions = reassignments.flatMap(({ name, partitions: moving }) =>
    moving.map(({ partitionIndex, addingReplicas, removingReplicas }) => {
      return [`${name}-${partitionIndex}`, { adding: addingReplicas, removing: removingReplicas }] as const
    }),
  )
  return new Map(partitions)
}

/** Undefined where nothing of the topic was asked for. */
function description(
  { topic, configs, partitions }: Enriched,
  { filters, overriddenOnly }: DescribeRequest,
  liveBrokers: ReadonlySet<number>,
): TopicDescription | undefined {
  const [first] = partitions
  if (first === undefined) return undefined
  const overrides = configs.filter(({ configSource }) => configSource !== configSources.default)
  const minIsr = Number(configs.find(({ name }) => name === 'min.insync.replicas')?.value ?? 1)
  const isWanted = (partition: PartitionDescription) =>
    filters.length === 0 || filters.some((filter) => matches(filter, partition, minIsr, liveBrokers))
  const wanted = overriddenOnly ? [] : partitions.filter(isWanted)
  const isWhole = filters.length === 0 && (!overriddenOnly || overrides.length > 0)
  if (!isWhole && wanted.length === 0) return undefined
  return { topic, replicationFactor: replicationFactor(first), overrides, partitions: wanted, isWhole }
}

function matches(
  filter: PartitionFilter,
  partition: PartitionDescription,
  minIsr: number,
  liveBrokers: ReadonlySet<number>,
): boolean {
  const { info } = partition
  switch (filter) {
    case 'under-replicated-partitions':
      return replicationFactor(partition) > info.isrNodes.length
    case 'unavailable-partitions':
      return !hasLeader(info) || !liveBrokers.has(info.leaderId)
    case 'under-min-isr-partitions':
      return !hasLeader(info) || info.isrNodes.length < minIsr
    case 'at-min-isr-partitions':
      return info.isrNodes.length === minIsr
  }
}

const hasLeader = ({ leaderId }: PartitionMetadata) => leaderId >= 0

/** Replicas that are still to arrive do not count. */
function replicationFactor({ info, moving }: PartitionDescription): number {
  return info.replicaNodes.length - (moving?.adding.length ?? 0)
}
