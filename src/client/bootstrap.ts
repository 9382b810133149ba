import type { Logger } from '../base/logger.ts'
import type { Address, Transport } from '../net/transport.ts'
import { configError } from './errors.ts'

/** `host:port`, `[v6]:port`, and as Kafka has it anything before either: `PROTOCOL://`, and what a semicolon splits off. */
const hostAndPort = /^.*?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/

/** @throws ClientError (ConfigException) on an entry without host or port */
export function parseBootstrapServers(urls: readonly string[]): Address[] {
  return urls.filter((url) => url !== '').map(parseUrl)
}

function parseUrl(url: string): Address {
  const [, host, port] = hostAndPort.exec(url) ?? []
  if (host === undefined || port === undefined) {
    throw configError(`Invalid url in bootstrap.servers: ${url}`)
  }
  if (Number(port) > 0xffff) throw configError(`Invalid port in bootstrap.servers: ${url}`)
  return { host: host === '' ? 'localhost' : host, port: Number(port) }
}

export interface ResolvedServer {
  readonly server: Address
  readonly addresses: readonly string[]
}

/**
 * The addresses of those bootstrap servers that the resolver knows; it warns of the others.
 * @throws ClientError (ConfigException) when it knows none of them
 */
export async function resolveBootstrapServers(
  servers: readonly Address[],
  transport: Transport,
  logger: Logger,
): Promise<ResolvedServer[]> {
  const resolved = await Promise.all(
    servers.map(async (server) => ({ server, addresses: await transport.resolve(server.host).catch(() => []) })),
  )
  const log = logger.named('org.apache.kafka.clients.ClientUtils')
  for (const { server, addresses } of resolved) {
    if (addresses.length > 0) continue
    const url = `${server.host}:${server.port}`
    log.warn(`Couldn't resolve server ${url} from bootstrap.servers as DNS resolution failed for ${server.host}`)
  }
  const known = resolved.filter(({ addresses }) => addresses.length > 0)
  if (known.length === 0) throw configError('No resolvable bootstrap urls given in bootstrap.servers')
  return known
}
