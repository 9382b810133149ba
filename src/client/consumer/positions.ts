import { KafkaError } from '../../wire/kafka/errors.ts'
import { listOffsets, offsetSpecs } from '../admin/list-offsets.ts'
import type { Cluster } from '../cluster.ts'
import type { CoordinatorConnection } from '../coordinator-connection.ts'
import { ClientError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../topic-partition.ts'
import { type CommittedOffset, fetchCommitted, type Membership } from './committed-offsets.ts'
import type { ConsumerConfig } from './config.ts'
import type { PartitionState } from './partition-state.ts'

export interface PositionSources {
  readonly cluster: Cluster
  readonly config: ConsumerConfig
  /** Both undefined for a consumer without a group. */
  readonly coordinator: CoordinatorConnection | undefined
  readonly membership: () => Membership | undefined
}

/**
 * Gives each of the partitions a position: the committed one, else the beginning or the end as auto.offset.reset says.
 * Rejects with a ClientError (NoOffsetForPartitionException) where it says neither, and with what is worth another try.
 */
export async function findPositions(sources: PositionSources, states: readonly PartitionState[]): Promise<void> {
  const fresh = states.filter(({ reset }) => reset === undefined)
  const committed = await committedOffsets(sources, fresh)
  for (const state of fresh) {
    const found = committed.get(partitionName(state))
    if (found !== undefined) state.seek(found.offset, found.leaderEpoch)
    else resetByPolicy(sources.config, state, fresh)
  }
  await resetPositions(
    sources,
    states.filter(({ position }) => position === undefined),
  )
}

async function committedOffsets(
  { coordinator, membership, config }: PositionSources,
  states: readonly PartitionState[],
): Promise<Map<string, CommittedOffset>> {
  const member = membership()
  if (!coordinator || !member || states.length === 0) return new Map()
  return fetchCommitted(coordinator, member, states, config.isReadCommitted)
}

function resetByPolicy(config: ConsumerConfig, state: PartitionState, all: readonly TopicPartition[]): void {
  if (config.offsetReset === 'none') {
    throw new ClientError(
      'org.apache.kafka.clients.consumer.NoOffsetForPartitionException',
      `Undefined offset with no reset policy for partitions: [${all.map(partitionName).join(', ')}]`,
    )
  }
  state.seekTo(config.offsetReset)
}

async function resetPositions({ cluster, config }: PositionSources, states: readonly PartitionState[]): Promise<void> {
  if (states.length === 0) return
  const queries = states.map(({ topic, partition, reset }) => {
    return { topic, partition, timestamp: offsetSpecs[reset ?? 'latest'] }
  })
  const isolation = config.isReadCommitted ? 'read_committed' : 'read_uncommitted'
  const found = await listOffsets(cluster, queries, { isolation, topicsMustExist: false })
  for (const state of states) {
    const outcome = found.get(partitionName(state))
    if (outcome instanceof Error || outcome === undefined) throw outcome ?? new KafkaError('UNKNOWN_TOPIC_OR_PARTITION')
    if (state.position === undefined) state.seek(Math.max(0, outcome.offset))
  }
}
