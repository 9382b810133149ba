import { KafkaError } from '../../wire/kafka/errors.ts'
import { paths } from '../znodes/paths.ts'
import { decodePreferredElection } from '../znodes/reassignment.ts'
import { type ControlledPartition, type ControllerModel, partitionName } from './model.ts'
import type { Office } from './office.ts'
import type { Tenure } from './tenure.ts'

/** `preferred`: the first replica is to lead; `unclean`: any that lives, where there is no leader. */
export type ElectionType = 'preferred' | 'unclean'

export interface AskedElection {
  readonly topic: string
  readonly partition: number
}

export interface ElectionResult extends AskedElection {
  /** The new leader, or why there is none. */
  readonly outcome: number | KafkaError
}

const unavailable = { preferred: 'PREFERRED_LEADER_NOT_AVAILABLE', unclean: 'ELIGIBLE_LEADERS_NOT_AVAILABLE' } as const
const strategies = {
  preferred: 'PreferredReplicaPartitionLeaderElectionStrategy',
  unclean: 'OfflinePartitionLeaderElectionStrategy(true)',
} as const

/** The partition that has to elect, or why it needn't or can't. */
export function electable(
  model: ControllerModel,
  type: ElectionType,
  { topic, partition: index }: AskedElection,
): ControlledPartition | KafkaError {
  const partition = model.partition(topic, index)
  if (partition === undefined) return new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'The partition does not exist.')
  if (model.isQueuedForDeletion(topic)) return new KafkaError('INVALID_TOPIC_EXCEPTION', 'The topic is being deleted')
  const leader = partition.leadership?.leader ?? -1
  const isFine = type === 'preferred' ? leader === partition.assignment.replicas[0] : model.isLive(leader)
  return isFine ? new KafkaError('ELECTION_NOT_NEEDED') : partition
}

/** Elects leaders that somebody asked for, and tells for each partition how it went. */
export async function electLeaders(
  tenure: Tenure,
  type: ElectionType,
  asked: readonly AskedElection[],
): Promise<ElectionResult[]> {
  const found = asked.map((one) => electable(tenure.model, type, one))
  const partitions = found.filter((one): one is ControlledPartition => !(one instanceof KafkaError))
  const elected = await tenure.bringOnline(partitions, type)
  tenure.batch.send()
  return asked.map((one, index) => {
    const partition = found[index]
    if (partition === undefined || partition instanceof KafkaError)
      return { ...one, outcome: partition ?? new KafkaError('UNKNOWN_SERVER_ERROR') }
    return { ...one, outcome: elected.has(partition) ? (partition.leadership?.leader ?? -1) : failure(partition, type) }
  })
}

function failure(partition: ControlledPartition, type: ElectionType): KafkaError {
  const text = `Failed to elect leader for partition ${partitionName(partition)} under strategy ${strategies[type]}`
  return new KafkaError(unavailable[type], text)
}

/** Old tools ask for preferred leaders by a znode; it is taken away when that is done. */
export async function preferredElectionsFromZookeeper({ tenure, watches }: Office): Promise<void> {
  const { store, logger } = tenure
  const data = await store.read(paths.preferredReplicaElection, watches.preferredElections)
  if (data === undefined) return
  for (const { topic, partition, outcome } of await electLeaders(tenure, 'preferred', wishes(tenure, data))) {
    if (outcome instanceof KafkaError) logger.info(`No preferred leader for ${topic}-${partition}: ${outcome.message}`)
  }
  await store.remove(paths.preferredReplicaElection)
}

/** Nothing where the node holds no wishes: people write it by hand. */
function wishes({ logger }: Tenure, data: Buffer): AskedElection[] {
  try {
    return decodePreferredElection(data)
  } catch (error) {
    logger.warn(`Ignoring preferred election due to invalid json: ${error instanceof Error ? error.message : error}`)
    return []
  }
}

/**
 * Partitions that their preferred leaders are to have back: of each broker that lacks more than its part of leaderships,
 * those that it could lead.
 */
export function imbalanced(model: ControllerModel, percentage: number): ControlledPartition[] {
  const byPreferred = new Map<number, { count: number; elsewhere: ControlledPartition[] }>()
  for (const partition of model.partitions()) {
    const [preferred] = partition.assignment.replicas
    if (preferred === undefined || model.isQueuedForDeletion(partition.topic.name)) continue
    const entry = byPreferred.get(preferred) ?? { count: 0, elsewhere: [] }
    byPreferred.set(preferred, entry)
    entry.count++
    if (partition.leadership !== undefined && partition.leadership.leader !== preferred) entry.elsewhere.push(partition)
  }
  return [...byPreferred].flatMap(([preferred, { count, elsewhere }]) => {
    if (elsewhere.length / count <= percentage / 100) return []
    const mayLead = (one: ControlledPartition) =>
      model.isReplicaOnline(preferred, one) && (one.leadership?.isr.includes(preferred) ?? false)
    return elsewhere.filter(mayLead)
  })
}

/** Gives leaderships back to preferred leaders where too many are elsewhere. */
export async function rebalanceLeaders({ tenure, config }: Office): Promise<void> {
  const partitions = imbalanced(tenure.model, config.get('leader.imbalance.per.broker.percentage'))
  if (partitions.length === 0) return
  tenure.logger.info(`Starting preferred replica leader election for ${partitions.length} partitions`)
  await tenure.bringOnline(partitions, 'preferred')
  tenure.batch.send()
}
