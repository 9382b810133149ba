import { ConfigError } from './config-error.ts'
import type { PropertyReader } from './property-reader.ts'

/** TLS for clients. */
export interface ClientTlsConfig {
  /** The Java class that `serverCnxnFactory` names. */
  readonly factory: string
  /** A port of its own for it; undefined is none, 0 picks a free one. */
  readonly port: number | undefined
  /** Undefined listens everywhere. */
  readonly address: string | undefined
  /** The port without TLS takes clients with it as well. */
  readonly unified: boolean
  /** `ssl.*`: which certificates, which versions and ciphers, whether clients have to have a certificate too. */
  readonly properties: ReadonlyMap<string, string>
}

const netty = 'org.apache.zookeeper.server.NettyServerCnxnFactory'
const nio = 'org.apache.zookeeper.server.NIOServerCnxnFactory'
const known = [netty, nio]

/**
 * Undefined: no client speaks TLS.
 * @throws ConfigError
 */
export function clientTlsConfig(
  properties: ReadonlyMap<string, string>,
  read: PropertyReader,
): ClientTlsConfig | undefined {
  const factory = read.text('serverCnxnFactory') ?? nio
  const port = read.number('secureClientPort', -1)
  const address = read.text('secureClientPortAddress')
  if (port > 65535) throw new ConfigError(`port out of range:${port}`)
  if (port < 0 && address !== undefined) {
    throw new ConfigError('secureClientPortAddress is set but secureClientPort is not set')
  }
  const unified = factory === netty && read.flag('client.portUnification', false)
  if (port < 0 && !unified && known.includes(factory)) return undefined
  return { factory, port: port < 0 ? undefined : port, address, unified, properties: sslProperties(properties) }
}

function sslProperties(properties: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const each = [...properties].map(([key, value]) => [key.replace(/^zookeeper\./, ''), value] as const)
  return new Map(each.filter(([key]) => key.startsWith('ssl.')))
}

/** Why Java's server would not start with this factory of connections; undefined when it would. */
export function factoryFault({ factory, port }: ClientTlsConfig): string | undefined {
  if (!known.includes(factory)) return `Couldn't instantiate ${factory}`
  return factory === nio && port !== undefined ? "SSL isn't supported in NIOServerCnxn" : undefined
}
