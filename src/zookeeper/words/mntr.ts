import { zooKeeperVersion } from '../../wire/jute/version.ts'
import type { LatencyDistribution } from '../server/stats.ts'
import { limitPath, parseUsage, statPath } from '../tree/quota.ts'
import { decimal } from './status.ts'
import type { ServerView, Word } from './word.ts'

/** Figures for monitoring, one a line, under the names that ZooKeeper gives them. */
export const mntr: Word = (server) =>
  monitored(server)
    .map(([key, value]) => `zk_${key}\t${value}\n`)
    .join('')

/** All figures by their names, those of quotas behind the first part of their path. */
export function monitored(server: ServerView): (readonly [name: string, value: string | number])[] {
  const limits = quotas(server).map(({ namespace, name, value }) => [`${namespace}_${name}`, value] as const)
  return [...figures(server), ...limits]
}

export function figures(server: ServerView): (readonly [string, string | number])[] {
  const { stats, database, watches, clock, started } = server
  const { tree } = database
  const { responses } = stats
  return [
    ['version', zooKeeperVersion],
    ['server_state', server.source.role],
    ...membership(server),
    ['ephemerals_count', tree.ephemeralCount],
    ['num_alive_connections', server.connections.size],
    ['avg_latency', decimal(stats.latency.average)],
    ['outstanding_requests', server.outstanding],
    ['znode_count', tree.size + 1],
    ['global_sessions', server.database.sessions.size],
    ['local_sessions', server.source.localSessions ?? 0],
    ['packets_sent', stats.sent],
    ['packets_received', stats.received],
    ['watch_count', watches.total],
    ['min_latency', stats.latency.min],
    ['max_latency', stats.latency.max],
    ['approximate_data_size', tree.approximateDataSize],
    ['uptime', Math.round(clock.elapsed() - started)],
    ['last_client_response_size', responses.last],
    ['min_client_response_size', responses.min],
    ['max_client_response_size', responses.max],
    ['connection_drop_probability', decimal(server.connectionThrottle.refusalProbability)],
    ...counters(server),
    ...distribution('readlatency', stats.readLatency),
    ...distribution('updatelatency', stats.updateLatency),
    ...server.source.figures,
  ]
}

/** Figures that only grow. */
export function counters({ stats, database }: ServerView): (readonly [string, number])[] {
  return [
    ['digest_mismatches_count', database.digestMismatches],
    ['bytes_received_count', stats.bytesReceived],
    ['response_bytes', stats.responseBytes],
    ['connection_request_count', stats.sessionRequests],
    ['connection_revalidate_count', stats.revalidations],
    ['connection_rejected', stats.connectionsRejected],
    ['connection_drop_count', stats.connectionsClosed],
    ['sessionless_connections_expired', stats.sessionlessExpired],
    ['large_requests_rejected', stats.largeRequestsRejected],
    ['request_throttle_wait_count', stats.throttleWaits],
    ['throttled_ops', stats.throttledOps],
    ['stale_requests', stats.staleRequests],
    ['stale_requests_dropped', stats.staleRequestsDropped],
  ]
}

const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const

function distribution(name: string, latency: LatencyDistribution): [string, string | number][] {
  const { average, min, max, count, total } = latency
  const counts: [string, string | number][] = [
    [`avg_${name}`, decimal(average)],
    [`min_${name}`, min],
    [`max_${name}`, max],
    [`cnt_${name}`, count],
    [`sum_${name}`, total],
  ]
  return [
    ...counts,
    ...Object.entries(quantiles).map(([key, part]): [string, number] => [`${key}_${name}`, latency.quantile(part)]),
  ]
}

const peerStates = { leader: 'leading', follower: 'following', observer: 'observing' } as const

/** A server of an ensemble that answers words is done with looking for a leader and catching up with it. */
function membership({ members, source }: ServerView): [string, string | number][] {
  const { role } = source
  if (members === undefined || role === 'standalone' || role === 'read-only') return []
  return [
    ['peer_state', `${peerStates[role]} - broadcast`],
    ['quorum_size', members.quorum.voters.length],
  ]
}

interface QuotaFigure {
  readonly namespace: string
  readonly name: string
  readonly value: number
}

/** Limits and use of each subtree with a quota; its namespace is the first part of its path. */
export function quotas({ database: { tree } }: ServerView): QuotaFigure[] {
  return tree.quotas.all().flatMap((path): QuotaFigure[] => {
    const namespace = path.slice(1).split('/')[0] ?? ''
    const limit = parseUsage(tree.get(limitPath(path))?.data ?? null)
    const used = parseUsage(tree.get(statPath(path))?.data ?? null)
    return [
      { namespace, name: 'quota_count_limit_per_namespace', value: limit.count },
      { namespace, name: 'quota_bytes_limit_per_namespace', value: limit.bytes },
      { namespace, name: 'quota_count_usage_per_namespace', value: used.count },
      { namespace, name: 'quota_bytes_usage_per_namespace', value: used.bytes },
    ]
  })
}
