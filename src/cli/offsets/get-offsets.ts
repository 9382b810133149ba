import { type FoundOffset, listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { PartitionFilter } from './partition-filter.ts'

const timeNames = new Map<string, number>([
  ['latest', offsetSpecs.latest],
  ['earliest', offsetSpecs.earliest],
  ['max-timestamp', offsetSpecs.maxTimestamp],
])

/**
 * `--time` as a timestamp or one of `offsetSpecs`.
 * @throws TerseError
 */
export function parseTime(text: string): number {
  const named = timeNames.get(text)
  if (named !== undefined) return named
  if (/^[+-]?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)) return nearest(Number(text))
  throw new TerseError(
    `Malformed time argument ${text}. Please use -1 or latest / -2 or earliest / -3 or max-timestamp, or a specified long format timestamp`,
  )
}

/** No record is so far away that the difference is seen. */
const nearest = (timestamp: number) => Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, timestamp))

/** A partition, and where in it the time is; undefined where Kafka knows neither an offset nor an error. */
export interface OffsetAnswer extends TopicPartition {
  readonly outcome: Outcome<FoundOffset> | undefined
}

/**
 * Sorted by Kafka's names of the partitions.
 * @throws TerseError when no partition is wanted
 */
export async function getOffsets(
  cluster: Cluster,
  filter: PartitionFilter,
  timestamp: number,
): Promise<OffsetAnswer[]> {
  const wanted = await partitionsOf(cluster, filter)
  if (wanted.length === 0) throw new TerseError('Could not match any topic-partitions with the specified filters')
  const offsets = await listOffsets(
    cluster,
    wanted.map((partition) => ({ ...partition, timestamp })),
  )
  return wanted.map((partition) => ({ ...partition, outcome: offsets.get(partitionName(partition)) }))
}

async function partitionsOf(cluster: Cluster, filter: PartitionFilter): Promise<TopicPartition[]> {
  const { topics } = await listTopics(cluster)
  return [...topics]
    .flatMap(([topic, { partitions }]) =>
      partitions.map(({ partitionIndex }) => ({ topic, partition: partitionIndex })),
    )
    .filter(filter)
    .sort((a, b) => (partitionName(a) < partitionName(b) ? -1 : 1))
}
