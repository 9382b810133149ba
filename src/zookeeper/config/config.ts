import { parseProperties } from '../../base/properties.ts'
import type { Address } from '../../net/transport.ts'
import { type AdminConfig, adminConfig, metricsConfig } from './admin.ts'
import { clientAddress } from './client-address.ts'
import { type ClientTlsConfig, clientTlsConfig } from './client-tls.ts'
import { ConfigError } from './config-error.ts'
import { type EnsembleConfig, type MembershipFiles, readEnsemble, soleServer } from './ensemble.ts'
import { type LimitsConfig, limitsConfig } from './limits.ts'
import { type PropertyReader, readProperties } from './property-reader.ts'
import { remarksOn } from './remarks.ts'
import { type SecurityConfig, securityConfig } from './security.ts'
import { type SynchronisationConfig, synchronisationConfig } from './synchronisation.ts'

/** When nodes are removed whose time is over. Milliseconds. */
export interface ContainerConfig {
  /** How often empty containers and outlived TTL nodes are looked for. */
  readonly checkInterval: number
  /** Containers that never had children are removed after this time; 0 keeps them. */
  readonly maxNeverUsed: number
}

/** A ZooKeeper server's settings; see `zoo.cfg`. Times are milliseconds. */
export interface ZooKeeperConfig {
  readonly dataDir: string
  readonly dataLogDir: string
  /** Undefined listens everywhere. */
  readonly clientPortAddress: string | undefined
  /** 0 picks a free one; -1 leaves it to the server's line in the ensemble, or there is only a port with TLS, or none. */
  readonly clientPort: number
  readonly clientPortListenBacklog: number
  /** Undefined: no client speaks TLS. */
  readonly clientTls: ClientTlsConfig | undefined
  readonly tickTime: number
  /** Connections from one address; 0 is no limit. */
  readonly maxClientCnxns: number
  /** Connections in all; 0 is no limit. */
  readonly maxCnxns: number
  readonly minSessionTimeout: number
  readonly maxSessionTimeout: number
  /** Snapshots to keep. */
  readonly snapRetainCount: number
  /** Hours between purges; 0 never purges. */
  readonly purgeInterval: number
  readonly preAllocSize: number
  readonly snapCount: number
  readonly forceSync: boolean
  /** A disk that needs longer is complained about. */
  readonly fsyncWarningThreshold: number
  /** The largest request in bytes. */
  readonly juteMaxBuffer: number
  /** With more changes than this under way, nothing more is read from connections that still wait for an answer. */
  readonly globalOutstandingLimit: number
  /** Where administrators ask by HTTP; undefined is nowhere. */
  readonly admin: AdminConfig | undefined
  /** Where Prometheus reads; undefined is nowhere. */
  readonly metrics: Address | undefined
  readonly limits: LimitsConfig
  readonly synchronisation: SynchronisationConfig
  readonly skipAcl: boolean
  readonly security: SecurityConfig
  readonly enforceQuota: boolean
  readonly ttlEnabled: boolean
  readonly digestEnabled: boolean
  /** Four-letter words that are answered; undefined is all of them. */
  readonly fourLetterWords: ReadonlySet<string> | undefined
  readonly containers: ContainerConfig
  /** Clients may change the members of the ensemble. */
  readonly reconfigEnabled: boolean
  /** Sessions begin as their server's own affair, in an ensemble. */
  readonly localSessionsEnabled: boolean
  /** They become the ensemble's when they need to. */
  readonly localSessionsUpgradingEnabled: boolean
  /** A server of an ensemble that finds no leader serves clients that only read. */
  readonly readOnlyMode: boolean
  /** Undefined for a server that stands alone. */
  readonly ensemble: EnsembleConfig | undefined
  /** The file's, as it was read; undefined without one. */
  readonly text: string | undefined
  /** What is to be said of settings without an effect. */
  readonly remarks: readonly string[]
}

/** @throws ConfigError */
export function parseZooKeeperConfig(text: string): ZooKeeperConfig {
  return zooKeeperConfig(parseProperties(text))
}

/**
 * Settings from the keys of `zoo.cfg`. What has a place of its own there is read from it; everything else is a system
 * property of the same name behind `zookeeper.`, as in ZooKeeper.
 * @throws ConfigError
 */
export function zooKeeperConfig(properties: ReadonlyMap<string, string>, files?: MembershipFiles): ZooKeeperConfig {
  const read = readProperties(properties)
  const dataDir = read.text('dataDir')
  if (dataDir === undefined) throw new ConfigError('dataDir is not set')
  const tickTime = read.number('tickTime', 3000)
  if (tickTime === 0) throw new ConfigError('tickTime is not set')
  const sessions = sessionTimeouts(read, tickTime)
  const ensemble = readEnsemble(properties, read, files)
  const own = { clientPort: read.number('clientPort', -1), clientPortAddress: read.text('clientPortAddress') }
  if (own.clientPort === -1 && own.clientPortAddress !== undefined) {
    throw new ConfigError('clientPortAddress is set but clientPort is not set')
  }
  const sole = ensemble === undefined ? soleServer(properties, files) : undefined
  const address = clientAddress(own, sole?.client, sole?.id ?? 0)
  const { clientPort } = address
  const clientTls = clientTlsConfig(properties, read)
  if (clientPort < -1 || clientPort > 65535) throw new ConfigError(`port out of range:${clientPort}`)
  const config = {
    dataDir,
    dataLogDir: read.text('dataLogDir') ?? dataDir,
    ...address,
    clientPortListenBacklog: read.number('clientPortListenBacklog', -1),
    clientTls,
    tickTime,
    maxClientCnxns: read.number('maxClientCnxns', 60),
    maxCnxns: read.number('maxCnxns', 0),
    ...sessions,
    snapRetainCount: Math.max(3, read.number('autopurge.snapRetainCount', 3)),
    purgeInterval: read.number('autopurge.purgeInterval', 0),
    preAllocSize: read.number('preAllocSize', 64 * 1024) * 1024,
    snapCount: Math.max(2, read.number('snapCount', 100_000)),
    forceSync: read.flag('forceSync', true),
    fsyncWarningThreshold: read.number('fsync.warningthresholdms', 1000),
    juteMaxBuffer: read.number('jute.maxbuffer', 0xfffff),
    globalOutstandingLimit: read.number('globalOutstandingLimit', 1000),
    admin: adminConfig(read),
    metrics: metricsConfig(read),
    limits: limitsConfig(read),
    synchronisation: synchronisationConfig(read),
    skipAcl: read.flag('skipACL', false),
    security: securityConfig(properties, read),
    enforceQuota: read.flag('enforceQuota', false),
    ttlEnabled: read.flag('extendedTypesEnabled', false),
    digestEnabled: read.flag('digest.enabled', true),
    fourLetterWords: wordList(read.text('4lw.commands.whitelist')),
    containers: {
      checkInterval: read.number('znode.container.checkIntervalMs', 60_000),
      maxNeverUsed: read.number('znode.container.maxNeverUsedIntervalMs', 0),
    },
    reconfigEnabled: read.flag('reconfigEnabled', false),
    localSessionsEnabled: read.flag('localSessionsEnabled', false),
    localSessionsUpgradingEnabled: read.flag('localSessionsUpgradingEnabled', false),
    readOnlyMode: read.flag('readonlymode.enabled', false),
    ensemble,
  }
  return { ...config, text: undefined, remarks: remarksOn(properties, read.asked) }
}

function sessionTimeouts(read: PropertyReader, tickTime: number) {
  const min = read.number('minSessionTimeout', -1)
  const max = read.number('maxSessionTimeout', -1)
  const minSessionTimeout = min === -1 ? tickTime * 2 : min
  const maxSessionTimeout = max === -1 ? tickTime * 20 : max
  if (minSessionTimeout > maxSessionTimeout) {
    throw new ConfigError('minSessionTimeout must not be larger than maxSessionTimeout')
  }
  return { minSessionTimeout, maxSessionTimeout }
}

function wordList(text: string | undefined): ReadonlySet<string> | undefined {
  if (text?.trim() === '*') return undefined
  return new Set((text ?? 'srvr').split(',').map((word) => word.trim()))
}
