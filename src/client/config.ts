import type { SocketBuffers } from '../net/socket-buffers.ts'
import { ConfigReader } from './config-reader.ts'
import { checkWithoutEffect, commonWithoutEffect } from './properties-without-effect.ts'
import { type SecurityConfig, securityConfig } from './security/config.ts'

/** What every kind of client needs to know to talk to a cluster. Times are milliseconds. */
export interface ClientConfig {
  /** `host:port` each; looked at by `Cluster.open`. */
  readonly bootstrapServers: readonly string[]
  readonly clientId: string
  /** What the client calls itself in warnings: `[AdminClient clientId=adminclient-1] `. */
  readonly logPrefix: string
  /** Producers and consumers also warn of lost bootstrap servers and of errors in metadata; admin clients do not. */
  readonly warnsOfMetadata: boolean
  readonly requestTimeoutMs: number
  /** The patience of a whole call with all its retries. */
  readonly apiTimeoutMs: number
  readonly retries: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly reconnectBackoffMs: number
  readonly reconnectBackoffMaxMs: number
  readonly connectionSetupTimeoutMs: number
  readonly metadataMaxAgeMs: number
  readonly connectionsMaxIdleMs: number
  /** Undefined where the properties leave both to the system. */
  readonly buffers: SocketBuffers | undefined
  readonly security: SecurityConfig
}

export interface ClientIdentity {
  /** Used where the properties name none. */
  clientId: string
  /** `AdminClient clientId=adminclient-1` */
  describe(clientId: string): string
  /** Where the properties say nothing of connections.max.idle.ms. */
  maxIdleMs: number
  warnsOfMetadata: boolean
}

/**
 * The settings that all clients share, from their properties.
 * @throws ClientError (ConfigException) on a value that does not fit its type or range
 */
export function clientConfig(properties: ReadonlyMap<string, string>, identity: ClientIdentity): ClientConfig {
  const read = new ConfigReader(properties)
  const clientId = read.string('client.id', '') || identity.clientId
  checkWithoutEffect(read, commonWithoutEffect)
  return {
    bootstrapServers: read.list('bootstrap.servers', []),
    clientId,
    logPrefix: `[${identity.describe(clientId)}] `,
    warnsOfMetadata: identity.warnsOfMetadata,
    requestTimeoutMs: read.int('request.timeout.ms', 30_000, { min: 0 }),
    apiTimeoutMs: read.int('default.api.timeout.ms', 60_000, { min: 0 }),
    retries: read.int('retries', 0x7fffffff, { min: 0 }),
    retryBackoffMs: read.long('retry.backoff.ms', 100, { min: 0 }),
    retryBackoffMaxMs: read.long('retry.backoff.max.ms', 1000, { min: 0 }),
    reconnectBackoffMs: read.long('reconnect.backoff.ms', 50, { min: 0 }),
    reconnectBackoffMaxMs: read.long('reconnect.backoff.max.ms', 1000, { min: 0 }),
    connectionSetupTimeoutMs: read.long('socket.connection.setup.timeout.ms', 10_000),
    metadataMaxAgeMs: read.long('metadata.max.age.ms', 300_000, { min: 0 }),
    connectionsMaxIdleMs: read.long('connections.max.idle.ms', identity.maxIdleMs),
    buffers: socketBuffers(read),
    security: securityConfig(read),
  }
}

/** Kafka's own defaults, 32 to 128 KiB, would only hold the connection back: the system's sizes grow where that helps. */
function socketBuffers(read: ConfigReader): SocketBuffers | undefined {
  const send = read.int('send.buffer.bytes', -1, { min: -1 })
  const receive = read.int('receive.buffer.bytes', -1, { min: -1 })
  if (send < 0 && receive < 0) return undefined
  return { ...(send < 0 ? {} : { send }), ...(receive < 0 ? {} : { receive }) }
}

/** An admin client's settings, from its properties. */
export function adminConfig(properties: ReadonlyMap<string, string>): ClientConfig {
  return clientConfig(properties, {
    clientId: 'adminclient-1',
    describe: (clientId) => `AdminClient clientId=${clientId}`,
    maxIdleMs: 300_000,
    warnsOfMetadata: false,
  })
}
