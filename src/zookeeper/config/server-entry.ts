import type { Address } from '../../net/transport.ts'
import { ConfigError, configException } from './config-error.ts'

/** One way to reach a server. */
export interface ServerAddress {
  readonly host: string
  /** Where it serves followers when it leads. */
  readonly quorumPort: number
  /** Where votes are exchanged. */
  readonly electionPort: number
}

/** A member of the ensemble, as its `server.N` line has it. */
export interface ServerEntry {
  readonly id: number
  /** At least one. */
  readonly addresses: readonly [ServerAddress, ...ServerAddress[]]
  /** It follows, but has no vote. */
  readonly isObserver: boolean
  /** Where it serves clients; `clientPort` lines say so otherwise. */
  readonly client: Address | undefined
}

/**
 * Reads `host:quorum:election[|…][:participant|observer][;[host:]clientPort]`; an IPv6 host stands in brackets.
 * @throws ConfigError
 */
export function parseServerEntry(id: number, text: string): ServerEntry {
  const [servers = '', client, ...more] = text.split(';')
  if (more.length > 0) throw malformed(id, text)
  const pieces = servers.split('|').map((piece) => splitParts(id, text, piece))
  const [first, ...others] = pieces
  if (first === undefined) throw malformed(id, text)
  const types = pieces.map(({ type }) => type).filter((type) => type !== undefined)
  return {
    id,
    addresses: [first.address, ...others.map(({ address }) => address)],
    isObserver: types.some((type) => isObserverType(id, type)),
    client: client === undefined ? undefined : parseClient(id, text, client),
  }
}

/** The line of `/zookeeper/config` for this server. */
export function formatServerEntry({ id, addresses, isObserver, client }: ServerEntry): string {
  const all = addresses.map(({ host, quorumPort, electionPort }) => `${inBrackets(host)}:${quorumPort}:${electionPort}`)
  const clientPart = client === undefined ? '' : `;${inBrackets(client.host)}:${client.port}`
  return `server.${id}=${all.join('|')}:${isObserver ? 'observer' : 'participant'}${clientPart}`
}

function splitParts(id: number, line: string, text: string): { address: ServerAddress; type: string | undefined } {
  const found = /^(\[[^\]]+\]|[^:[\]]+):(\d+):(\d+)(?::(\w+))?$/.exec(text.trim())
  const [, host, quorumPort, electionPort, type] = found ?? []
  if (host === undefined || quorumPort === undefined || electionPort === undefined) throw malformed(id, line)
  const address = {
    host: withoutBrackets(host),
    quorumPort: parsePort(id, line, quorumPort),
    electionPort: parsePort(id, line, electionPort),
  }
  return { address, type }
}

function isObserverType(id: number, type: string): boolean {
  if (/^observer$/i.test(type)) return true
  if (/^participant$/i.test(type)) return false
  throw new ConfigError(`Unrecognised peertype: ${type} (server.${id})`, configException)
}

function parseClient(id: number, line: string, text: string): Address {
  const found = /^(?:(\[[^\]]+\]|[^:[\]]+):)?(\d+)$/.exec(text.trim())
  const port = found?.[2]
  if (port === undefined) throw malformed(id, line)
  return { host: withoutBrackets(found?.[1] ?? '0.0.0.0'), port: parsePort(id, line, port) }
}

function parsePort(id: number, line: string, text: string): number {
  const port = Number(text)
  if (port > 65535) throw malformed(id, line)
  return port
}

function malformed(id: number, text: string): ConfigError {
  return new ConfigError(
    `${text} does not have the form server_config or server_config;client_config where server_config is the pipe separated list of host:port:port or host:port:port:type and client_config is port or host:port (server.${id})`,
    configException,
  )
}

function withoutBrackets(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host
}

function inBrackets(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
