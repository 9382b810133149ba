import type { DocumentedSettings } from './documented-setting.ts'
import { zooKeeperAccess } from './zookeeper-access.ts'

const server = {
  dataDir: { type: 'folder', description: 'Where snapshots are kept, and the file myid. Has to be given.' },
  dataLogDir: {
    type: 'folder',
    description: 'Where transactions are logged, better on a disk of its own; dataDir when not given.',
  },
  clientPort: { type: 'port', description: 'Where clients connect; 0 picks a free port.' },
  clientPortAddress: { type: 'host', description: 'The address to listen on for them; all when not given.' },
  clientPortListenBacklog: {
    type: 'int',
    default: '-1',
    description: 'How many connections may wait to be accepted; -1 leaves it to the system.',
  },
  tickTime: { type: 'ms', default: '3000', description: 'The unit of time for sessions and for initLimit, syncLimit.' },
  minSessionTimeout: { type: 'ms', default: '2 ticks', description: 'The shortest session time-out.' },
  maxSessionTimeout: { type: 'ms', default: '20 ticks', description: 'The longest session time-out.' },
  'autopurge.snapRetainCount': {
    type: 'int',
    default: '3',
    accepts: 'at least 3',
    description: 'How many snapshots are kept, with the logs that belong to them.',
  },
  'autopurge.purgeInterval': {
    type: 'hours',
    default: '0',
    description: 'How often older ones are removed; 0 never does.',
  },
  preAllocSize: { type: 'KB', default: '65536', description: 'How much disk a log takes at a time.' },
  snapCount: {
    type: 'int',
    default: '100000',
    description: 'After about so many changes a snapshot is made and a new log begins.',
  },
  forceSync: {
    type: 'boolean',
    default: 'true',
    description: 'A change is on the disk before it is answered. Without it a power cut loses what was promised.',
  },
  'fsync.warningthresholdms': { type: 'ms', default: '1000', description: 'A slower disk is complained about.' },
  'jute.maxbuffer': {
    type: 'bytes',
    default: '1048575',
    description: 'The largest request, and so about the largest node.',
  },
  '4lw.commands.whitelist': {
    type: 'list',
    default: 'srvr',
    description:
      "Four-letter words that are answered, separated by commas; * is all. srvr is for zkServer.sh's status.",
  },
  'digest.enabled': {
    type: 'boolean',
    default: 'true',
    description: "A digest of all nodes goes with each change, so that servers notice when they don't agree.",
  },
  enforceQuota: {
    type: 'boolean',
    default: 'false',
    description: 'What is over its quota is refused, not only logged.',
  },
  extendedTypesEnabled: { type: 'boolean', default: 'false', description: 'Nodes may have a time to live.' },
  'znode.container.checkIntervalMs': {
    type: 'ms',
    default: '60000',
    description: 'How often empty containers and nodes whose time is over are looked for.',
  },
  'znode.container.maxNeverUsedIntervalMs': {
    type: 'ms',
    default: '0',
    description: 'After so long a container that never had children is removed too; 0 keeps it.',
  },
} as const satisfies DocumentedSettings

const ensemble = {
  'server.N': {
    type: 'host:port:port[:role];[host:]port',
    description:
      'A server of the ensemble, whose number N stands in the file myid in its dataDir: where the others follow it, where they elect a leader, participant or observer, and where clients connect. Several addresses are parted by |.',
  },
  'group.N': {
    type: 'list',
    description: 'The servers of a group, separated by colons: more than half of the groups decide.',
  },
  'weight.N': { type: 'int', default: '1', description: "What the server's vote counts in its group." },
  initLimit: {
    type: 'ticks',
    description: 'How long connecting to a leader and catching up with it may take. Has to be given.',
  },
  syncLimit: { type: 'ticks', description: 'How long a server may be out of touch with its leader. Has to be given.' },
  connectToLearnerMasterLimit: {
    type: 'ticks',
    default: 'syncLimit',
    description: 'How long connecting to a leader alone may take.',
  },
  leaderConnectDelayDuringRetryMs: { type: 'ms', default: '100', description: 'The rest before that is tried again.' },
  peerType: {
    type: 'string',
    default: 'participant',
    words: ['participant', 'observer'],
    description: 'Whether this server votes.',
  },
  electionAlg: { type: 'int', default: '3', accepts: '3', description: 'How leaders are elected; there is one way.' },
  electionPortBindRetry: {
    type: 'int',
    default: '3',
    description: 'How often the election port is tried when it is taken; 0 never gives up.',
  },
  quorumListenOnAllIPs: {
    type: 'boolean',
    default: 'false',
    description: 'Other servers are listened for on all addresses.',
  },
  'multiAddress.enabled': { type: 'boolean', default: 'false', description: 'Servers may have several addresses.' },
  standaloneEnabled: {
    type: 'boolean',
    default: 'true',
    description: 'One server alone is no ensemble. Without it one can grow into several.',
  },
  reconfigEnabled: { type: 'boolean', default: 'false', description: 'Clients may change the members with reconfig.' },
  dynamicConfigFile: {
    type: 'file',
    description: 'Where the members are written when they change; server.N lines may stand there.',
  },
  localSessionsEnabled: {
    type: 'boolean',
    default: 'false',
    description: "Sessions begin as their server's own affair.",
  },
  localSessionsUpgradingEnabled: {
    type: 'boolean',
    default: 'false',
    description: "They become the ensemble's when they make ephemeral nodes.",
  },
  'readonlymode.enabled': {
    type: 'boolean',
    default: 'false',
    description: 'A server that finds no leader still serves clients that only read.',
  },
  forceSnapshotSync: { type: 'boolean', default: 'false', description: 'Followers are always sent a whole snapshot.' },
  snapshotSizeFactor: {
    type: 'double',
    default: '0.33',
    description: 'Followers are sent changes of the log up to this part of a snapshot, else the snapshot.',
  },
} as const satisfies DocumentedSettings

const limits = {
  maxClientCnxns: {
    type: 'int',
    default: '60',
    description: 'How many connections one address may have; 0 is no limit.',
  },
  maxCnxns: { type: 'int', default: '0', description: 'How many connections there may be in all; 0 is no limit.' },
  globalOutstandingLimit: {
    type: 'int',
    default: '1000',
    description: 'With more changes than this under way, nothing more is read from clients that wait for an answer.',
  },
  largeRequestThreshold: {
    type: 'bytes',
    default: '-1',
    description: 'Requests from this size on are large; -1: none is.',
  },
  largeRequestMaxBytes: {
    type: 'bytes',
    default: '104857600',
    description: 'How much of large requests may be under way.',
  },
  request_throttle_max_requests: {
    type: 'int',
    default: '0',
    description: 'With so many changes under way requests wait; 0 is no limit.',
  },
  request_throttle_drop_stale: {
    type: 'boolean',
    default: 'true',
    description: 'Requests that nobody waits for any more are not carried out.',
  },
  request_stale_connection_check: {
    type: 'boolean',
    default: 'true',
    description: 'Nobody waits when the connection is gone.',
  },
  request_stale_latency_check: {
    type: 'boolean',
    default: 'false',
    description: 'Nobody waits longer than the session time-out.',
  },
  throttled_op_wait_time: {
    type: 'ms',
    default: '0',
    description: 'A request that waited longer is refused; 0 never refuses.',
  },
  'nio.sessionlessCnxnTimeout': {
    type: 'ms',
    default: '10000',
    description: 'Who connects and asks for no session is sent away after this time.',
  },
  connection_throttle_tokens: {
    type: 'int',
    default: '0',
    description: 'How many sessions may be asked for at once; 0 is no limit.',
  },
  connection_throttle_fill_time: { type: 'ms', default: '1', description: 'How often some come back.' },
  connection_throttle_fill_count: { type: 'int', default: '1', description: 'How many come back each time.' },
  connection_throttle_freeze_time: {
    type: 'ms',
    default: '-1',
    description: 'How often it is thought over which part of the others is refused by chance; -1 refuses none.',
  },
  connection_throttle_drop_increase: { type: 'double', default: '0.02', description: 'By how much that part grows.' },
  connection_throttle_drop_decrease: { type: 'double', default: '0.002', description: 'By how much it shrinks.' },
  connection_throttle_decrease_ratio: {
    type: 'double',
    default: '0',
    description: 'It shrinks with at most this part of the sessions used up.',
  },
  connection_throttle_weight_enabled: {
    type: 'boolean',
    default: 'false',
    description: 'Sessions of different kinds count differently.',
  },
  connection_throttle_global_session_weight: {
    type: 'int',
    default: '3',
    description: 'What a session of the ensemble counts.',
  },
  connection_throttle_local_session_weight: { type: 'int', default: '1', description: 'What a local session counts.' },
  connection_throttle_renew_session_weight: {
    type: 'int',
    default: '2',
    description: 'What a session counts that comes back.',
  },
} as const satisfies DocumentedSettings

const administration = {
  'admin.enableServer': { type: 'boolean', default: 'true', description: 'Administrators can ask by HTTP.' },
  'admin.serverAddress': { type: 'host', default: '0.0.0.0', description: 'Where they do.' },
  'admin.serverPort': { type: 'port', default: '8080', description: 'On which port.' },
  'admin.commandURL': { type: 'path', default: '/commands', description: 'What the paths of all commands begin with.' },
  'metricsProvider.className': {
    type: 'class',
    description: 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider lets Prometheus read metrics.',
  },
  'metricsProvider.httpHost': { type: 'host', default: '0.0.0.0', description: 'Where it does.' },
  'metricsProvider.httpPort': { type: 'port', default: '7000', description: 'On which port.' },
} as const satisfies DocumentedSettings

/** All settings of a ZooKeeper server by the sections of the manual's page. */
export const zooKeeperSections: Readonly<Record<string, DocumentedSettings>> = {
  'The server': server,
  'The ensemble': ensemble,
  Limits: limits,
  'Administration and metrics': administration,
  'Who may do what': zooKeeperAccess,
}
