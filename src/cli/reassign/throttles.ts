import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { type ConfigChange, incrementalAlterConfigs } from '../../client/admin/alter-configs.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { called } from '../connect/called.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { liveBrokers } from './cluster-state.ts'
import { followerThrottles, leaderThrottles, type PartitionMove, reassigningBrokers } from './move-map.ts'
import { inSetOrder, type Placement } from './plan.ts'
import { clearedThrottles, setThrottle } from './results.ts'
import type { Reassigning } from './run.ts'

const topicThrottles = {
  leader: 'leader.replication.throttled.replicas',
  follower: 'follower.replication.throttled.replicas',
} as const

const interBrokerRates = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate'] as const
const logDirRate = 'replica.alter.log.dirs.io.max.bytes.per.second'

const setting = (name: string, value: string): ConfigChange => ({ name, operation: 'set', value })
const removal = (name: string): ConfigChange => ({ name, operation: 'delete', value: null })

/** Takes all throttles of replication away: from the live brokers and those of the plan, and from its topics. A dead one of them is an error, as in Kafka. */
export async function clearThrottles(
  { cluster, context }: Reassigning,
  placements: readonly Placement[],
): Promise<void> {
  const ids = (await liveBrokers(cluster)).map(({ id }) => id)
  const brokers = inSetOrder([...new Set([...ids, ...placements.flatMap(({ replicas }) => replicas)])])
  tellClearing(context, 'broker', brokers)
  await alter(cluster, 'broker', brokers.map(String), [...interBrokerRates, logDirRate].map(removal))
  const topics = hashOrder([...new Set(placements.map(({ topic }) => topic))], (topic) => topic, javaMapSize)
  tellClearing(context, 'topic', topics)
  await alter(cluster, 'topic', topics, Object.values(topicThrottles).map(removal))
}

function tellClearing(
  { report }: CommandContext,
  entityType: 'broker' | 'topic',
  things: readonly (string | number)[],
): void {
  const names = things.map(String)
  report.results(clearedThrottles, [{ entityType, names }], () => {
    const where = `${entityType}${names.length === 1 ? '' : 's'} ${names.join(',')}`
    return `Clearing ${entityType}-level throttles on ${where}\n`
  })
}

/** Sets how many bytes a second the moves between brokers take: the replicas concerned by topic, the rate by broker. */
export async function throttleMoves(
  { cluster, context }: Reassigning,
  moves: readonly PartitionMove[],
  rate: number,
): Promise<void> {
  const [leaders, followers] = [leaderThrottles(moves), followerThrottles(moves)]
  const changes = new Map(
    [...leaders].map(([topic, replicas]) => [
      topic,
      [setting(topicThrottles.leader, replicas), setting(topicThrottles.follower, followers.get(topic) ?? '')],
    ]),
  )
  await called(incrementalAlterConfigs(cluster, 'topic', changes).then(requireAll))
  const brokers = reassigningBrokers(moves).map(String)
  const rates = interBrokerRates.map((name) => setting(name, String(rate)))
  await alter(cluster, 'broker', brokers, rates)
  tellLimit(context, 'inter-broker', rate)
}

/** Sets how many bytes a second the brokers move between their log directories. */
export async function throttleLogDirs(
  { cluster, context }: Reassigning,
  brokers: readonly number[],
  rate: number,
): Promise<void> {
  await alter(cluster, 'broker', brokers.map(String), [setting(logDirRate, String(rate))])
  tellLimit(context, 'replica-alter-dir', rate)
}

function tellLimit(
  { report }: CommandContext,
  throttle: 'inter-broker' | 'replica-alter-dir',
  bytesPerSecond: number,
): void {
  report.results(setThrottle, [{ throttle, bytesPerSecond }], () => {
    return `The ${throttle} throttle limit was set to ${bytesPerSecond} B/s\n`
  })
}

/** The same changes to each of the resources. */
async function alter(
  cluster: Cluster,
  type: 'broker' | 'topic',
  names: readonly string[],
  changes: readonly ConfigChange[],
): Promise<void> {
  const each = new Map(names.map((name) => [name, changes]))
  await called(incrementalAlterConfigs(cluster, type, each).then(requireAll))
}
