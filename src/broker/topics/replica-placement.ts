import type { Random } from '../../base/random.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'

export interface PlacedBroker {
  readonly id: number
  readonly rack: string | null
}

export interface PlacementRequest {
  readonly brokers: readonly PlacedBroker[]
  readonly partitions: number
  readonly replicationFactor: number
  /** For partitions that are added: the first replica of partition 0, which decides where the round begins. */
  readonly firstReplica?: number
  readonly firstPartition?: number
  readonly random: Random
  /** What is said when only some brokers have a rack. */
  readonly mixedRacks: string
}

/** Kafka's placement: leaders go round the brokers, followers are shifted a little more in every round. By partition. */
export function placeReplicas(request: PlacementRequest): number[][] {
  const { brokers, partitions, replicationFactor } = request
  if (partitions <= 0) throw new KafkaError('INVALID_PARTITIONS', 'Number of partitions must be larger than 0.')
  if (replicationFactor <= 0) {
    throw new KafkaError('INVALID_REPLICATION_FACTOR', 'Replication factor must be larger than 0.')
  }
  if (replicationFactor > brokers.length) {
    throw new KafkaError(
      'INVALID_REPLICATION_FACTOR',
      `Replication factor: ${replicationFactor} larger than available brokers: ${brokers.length}.`,
    )
  }
  const racked = brokers.filter(({ rack }) => rack !== null).length
  if (racked > 0 && racked < brokers.length) throw new Error(request.mixedRacks)
  return racked === 0 ? withoutRacks(request) : acrossRacks(request)
}

const sortedIds = ({ brokers }: PlacementRequest) => brokers.map(({ id }) => id).sort((a, b) => a - b)

/** Where a round begins: the brokers are counted by id here, with racks too. */
function startOf(request: PlacementRequest) {
  const { firstReplica, random, brokers } = request
  if (firstReplica === undefined) return { start: random.int(brokers.length), shift: random.int(brokers.length) }
  const index = Math.max(
    0,
    sortedIds(request).findIndex((id) => id >= firstReplica),
  )
  return { start: index, shift: index }
}

const followerIndex = (first: number, shift: number, nth: number, count: number) =>
  (first + 1 + ((shift + nth) % (count - 1))) % count

function withoutRacks(request: PlacementRequest): number[][] {
  const order = sortedIds(request)
  const count = order.length
  let { start, shift } = startOf(request)
  const from = request.firstPartition ?? 0
  return Array.from({ length: request.partitions }, (_, index) => {
    const partition = from + index
    if (partition > 0 && partition % count === 0) shift++
    const first = (partition + start) % count
    const followers = Array.from({ length: request.replicationFactor - 1 }, (_f, nth) =>
      followerIndex(first, shift, nth, count),
    )
    return [first, ...followers].map((at) => order[at] ?? -1)
  })
}

/** Brokers so ordered that neighbours are in different racks. */
function alternating(brokers: readonly PlacedBroker[]): PlacedBroker[] {
  const racks = [...new Set(brokers.map(({ rack }) => rack ?? ''))].sort()
  const byRack = racks.map((name) => brokers.filter(({ rack }) => rack === name).sort((a, b) => a.id - b.id))
  const rounds = Math.max(...byRack.map(({ length }) => length))
  return Array.from({ length: rounds }, (_, round) => byRack.flatMap((rack) => rack[round] ?? [])).flat()
}

function acrossRacks(request: PlacementRequest): number[][] {
  const brokers = alternating(request.brokers)
  const count = brokers.length
  const rackCount = new Set(brokers.map(({ rack }) => rack)).size
  let { start, shift } = startOf(request)
  const from = request.firstPartition ?? 0
  return Array.from({ length: request.partitions }, (_, index) => {
    const partition = from + index
    if (partition > 0 && partition % count === 0) shift++
    const first = (partition + start) % count
    return spread(brokers, first, shift * rackCount, request.replicationFactor, rackCount)
  })
}

/** The leader, and followers of which each is in a new rack, and on a new broker, as long as there are any. */
function spread(
  brokers: readonly PlacedBroker[],
  first: number,
  shift: number,
  replicationFactor: number,
  rackCount: number,
): number[] {
  const leader = brokers[first]
  const chosen = leader === undefined ? [] : [leader]
  for (let nth = 0; chosen.length < replicationFactor; nth++) {
    const candidate = brokers[followerIndex(first, shift, nth, brokers.length)]
    if (candidate === undefined) break
    const racks = new Set(chosen.map(({ rack }) => rack))
    const rackFree = !racks.has(candidate.rack) || racks.size === rackCount
    const brokerFree = !chosen.includes(candidate) || chosen.length >= brokers.length
    if (rackFree && brokerFree) chosen.push(candidate)
  }
  return chosen.map(({ id }) => id)
}
