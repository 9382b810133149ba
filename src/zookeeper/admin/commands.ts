import { zooKeeperVersion } from '../../wire/jute/version.ts'
import { environment } from '../words/environment.ts'
import { monitored } from '../words/mntr.ts'
import { decimal } from '../words/status.ts'
import type { ConnectionView, ServerView } from '../words/word.ts'
import { leader, votingView, zabState } from './ensemble-commands.ts'
import { Decimal, type Fields, type Json } from './json.ts'

/** What an administrator may ask by HTTP. */
export interface Command {
  readonly name: string
  /** Other names for it, the four-letter words' among them. */
  readonly aliases: readonly string[]
  /** An `error` among the fields says that it could not be done. */
  run(server: ServerView, parameters: URLSearchParams): Fields
}

/** Sorted by name. */
export const commands: readonly Command[] = [
  { name: 'configuration', aliases: ['conf', 'config'], run: configuration },
  { name: 'connection_stat_reset', aliases: ['crst'], run: resetConnections },
  { name: 'connections', aliases: ['cons'], run: (server) => bySecurity(server, full) },
  { name: 'dirs', aliases: [], run: directories },
  { name: 'dump', aliases: [], run: dump },
  { name: 'environment', aliases: ['env', 'envi'], run: (server) => Object.fromEntries(environment(server)) },
  { name: 'get_trace_mask', aliases: ['gtmk'], run: ({ traceMask }) => ({ tracemask: traceMask }) },
  { name: 'hash', aliases: [], run: digests },
  {
    name: 'initial_configuration',
    aliases: ['icfg'],
    run: ({ config }) => ({ initial_configuration: config.text ?? null }),
  },
  { name: 'is_read_only', aliases: ['isro'], run: (server) => ({ read_only: isReadOnly(server) }) },
  { name: 'last_snapshot', aliases: ['lsnp'], run: lastSnapshot },
  { name: 'leader', aliases: ['lead'], run: leader },
  { name: 'monitor', aliases: ['mntr'], run: (server) => Object.fromEntries(monitored(server).map(asJson)) },
  { name: 'ruok', aliases: [], run: () => ({}) },
  { name: 'server_stats', aliases: ['srvr'], run: statistics },
  { name: 'set_trace_mask', aliases: ['stmk'], run: setTraceMask },
  { name: 'stat_reset', aliases: ['srst'], run: resetStatistics },
  { name: 'stats', aliases: ['stat'], run: (server) => ({ ...statistics(server), ...bySecurity(server, brief) }) },
  { name: 'voting_view', aliases: [], run: votingView },
  { name: 'watch_summary', aliases: ['wchs'], run: watchSummary },
  { name: 'watches', aliases: ['wchc'], run: watchesBySession },
  { name: 'watches_by_path', aliases: ['wchp'], run: watchesByPath },
  { name: 'zabstate', aliases: [], run: zabState },
]

/** Those that came in on the port with TLS are shown apart. */
function bySecurity({ connections, secureClientPort }: ServerView, show: (each: ConnectionView) => Fields): Fields {
  const all = [...connections]
  return {
    connections: all.filter(({ localPort }) => localPort !== secureClientPort).map(show),
    secure_connections: all.filter(({ localPort }) => localPort === secureClientPort).map(show),
  }
}

function asJson([key, value]: readonly [string, string | number]): [string, Json] {
  return [key, typeof value === 'string' && /^-?\d+\.\d+$/.test(value) ? new Decimal(value) : value]
}

function configuration({ config, clientPort, myId }: ServerView): Fields {
  return {
    client_port: clientPort,
    data_dir: `${config.dataDir}/version-2`,
    data_log_dir: `${config.dataLogDir}/version-2`,
    tick_time: config.tickTime,
    max_client_cnxns: config.maxClientCnxns,
    min_session_timeout: config.minSessionTimeout,
    max_session_timeout: config.maxSessionTimeout,
    server_id: myId,
    client_port_listen_backlog: config.clientPortListenBacklog,
  }
}

function directories(server: ServerView): Fields {
  const { data, log } = server.directorySizes()
  return { datadir_size: data, logdir_size: log }
}

/** The time in seconds; both -1 before there is one. */
function lastSnapshot(server: ServerView): Fields {
  const { zxid, modified } = server.lastSnapshot() ?? { zxid: -1n, modified: -1000 }
  return { zxid: BigInt.asUintN(64, zxid).toString(16), timestamp: Math.trunc(modified / 1000) }
}

function statistics(server: ServerView): Fields {
  const { stats, database, source, clock, started } = server
  const { data, log } = server.directorySizes()
  const { last, min, max } = stats.responses
  const responseSizes = { last_buffer_size: last, min_buffer_size: min, max_buffer_size: max }
  return {
    version: zooKeeperVersion,
    read_only: isReadOnly(server),
    server_stats: {
      packets_sent: stats.sent,
      packets_received: stats.received,
      client_response_stats: responseSizes,
      data_dir_size: data,
      log_dir_size: log,
      last_processed_zxid: database.lastZxid,
      outstanding_requests: server.outstanding,
      server_state: source.role,
      avg_latency: new Decimal(decimal(stats.latency.average)),
      max_latency: stats.latency.max,
      min_latency: stats.latency.min,
      num_alive_client_connections: server.connections.size,
      uptime: Math.round(clock.elapsed() - started),
    },
    client_response: responseSizes,
    node_count: database.tree.size + 1,
  }
}

function isReadOnly({ source }: ServerView): boolean {
  return source.role === 'read-only'
}

function digests({ database }: ServerView): Fields {
  return { digests: database.digests.map(({ zxid, digest }) => ({ zxid, digest: BigInt.asIntN(64, digest) })) }
}

function setTraceMask(server: ServerView, parameters: URLSearchParams): Fields {
  const wanted = parameters.get('traceMask')
  if (wanted === null) return { error: 'setTraceMask requires long traceMask argument' }
  if (!/^[+-]?\d{1,18}$/.test(wanted)) return { error: 'traceMask argument to setTraceMask must be a long' }
  server.traceMask = BigInt(wanted)
  return { tracemask: server.traceMask }
}

function resetConnections({ connections }: ServerView): Fields {
  for (const connection of connections) connection.resetStats()
  return {}
}

function resetStatistics({ stats }: ServerView): Fields {
  stats.reset()
  return {}
}

/** As in `SelectionKey.OP_READ`. */
const interestedInReading = 1

function brief(connection: ConnectionView): Fields {
  return {
    remote_socket_address: connection.peer,
    interest_ops: interestedInReading,
    outstanding_requests: connection.queued,
    packets_received: connection.received,
    packets_sent: connection.sent,
  }
}

function full(connection: ConnectionView): Fields {
  if (connection.sessionId === 0n) return brief(connection)
  const { latency } = connection
  return {
    ...brief(connection),
    session_id: connection.sessionId,
    last_operation: connection.lastOperation,
    established: connection.established,
    session_timeout: connection.timeout,
    last_cxid: connection.lastCxid,
    last_zxid: connection.lastZxid,
    last_response_time: connection.lastResponse,
    last_latency: latency.last,
    min_latency: latency.min,
    avg_latency: Math.round(latency.average),
    max_latency: latency.max,
  }
}

function dump({ sessions, database }: ServerView): Fields {
  const ends = [...sessions.pending()].map(([end, ids]): [string, Json] => [String(Math.round(end)), [...ids]])
  const owners = [...database.tree.ephemerals].map(([id, paths]): [string, Json] => [String(id), [...paths]])
  return {
    expiry_time_to_session_ids: Object.fromEntries(ends),
    session_id_to_ephemeral_paths: Object.fromEntries(owners),
  }
}

function watchSummary({ watches }: ServerView): Fields {
  const { byWatcher, byPath } = watches.data
  const total = [...byWatcher.values()].reduce((sum, { size }) => sum + size, 0)
  return { num_connections: byWatcher.size, num_paths: byPath.size, num_total_watches: total }
}

function watchesBySession({ watches, sessionOf }: ServerView): Fields {
  const all = [...watches.data.byWatcher].map(([who, paths]): [string, Json] => [String(sessionOf(who)), [...paths]])
  return { session_id_to_watched_paths: Object.fromEntries(all) }
}

function watchesByPath({ watches, sessionOf }: ServerView): Fields {
  const all = [...watches.data.byPath].map(([path, by]): [string, Json] => [path, [...by.keys()].map(sessionOf)])
  return { path_to_session_ids: Object.fromEntries(all) }
}
