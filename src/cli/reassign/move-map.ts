import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import type { ActiveReassignment } from './cluster-state.ts'
import type { Placement } from './plan.ts'

/** Which brokers a partition's data comes from, and which it goes to. */
export interface PartitionMove extends TopicPartition {
  readonly sources: readonly number[]
  readonly destinations: readonly number[]
}

/** All moves, those under way and those proposed; a proposal replaces what is under way, which still names the sources. */
export function moveMap(
  active: readonly ActiveReassignment[],
  proposed: readonly Placement[],
  current: readonly Placement[],
): PartitionMove[] {
  const moves = new Map<string, PartitionMove>()
  for (const { topic, partition, replicas, adding } of active) {
    const sources = replicas.filter((id) => !adding.includes(id))
    moves.set(partitionName({ topic, partition }), { topic, partition, sources, destinations: adding })
  }
  const placed = new Map(current.map((placement) => [partitionName(placement), placement.replicas]))
  for (const { topic, partition, replicas } of proposed) {
    const name = partitionName({ topic, partition })
    const sources = moves.get(name)?.sources ?? placed.get(name)
    if (sources === undefined) throw new Error(`Trying to reassign a topic partition ${name} with 0 replicas`)
    moves.set(name, { topic, partition, sources, destinations: replicas.filter((id) => !sources.includes(id)) })
  }
  return [...moves.values()]
}

/** The replicas, as `partition:broker`, that hand data on; by topic. */
export function leaderThrottles(moves: readonly PartitionMove[]): Map<string, string> {
  return byTopic(moves, ({ sources }) => sources)
}

/** The replicas that take data; by topic. */
export function followerThrottles(moves: readonly PartitionMove[]): Map<string, string> {
  return byTopic(moves, ({ sources, destinations }) => destinations.filter((id) => !sources.includes(id)))
}

/** All brokers that take part, in order. */
export function reassigningBrokers(moves: readonly PartitionMove[]): number[] {
  const ids = moves.flatMap(({ sources, destinations }) => [...sources, ...destinations])
  return [...new Set(ids)].sort((a, b) => a - b)
}

function byTopic(
  moves: readonly PartitionMove[],
  brokersOf: (move: PartitionMove) => readonly number[],
): Map<string, string> {
  const replicas = new Map<string, string[]>()
  for (const move of moves) {
    const known = replicas.get(move.topic) ?? []
    replicas.set(move.topic, [...known, ...brokersOf(move).map((id) => `${move.partition}:${id}`)])
  }
  // Sorted as texts: Kafka has them in a tree set of strings.
  return new Map([...replicas].map(([topic, list]) => [topic, [...new Set(list)].sort().join(',')]))
}
