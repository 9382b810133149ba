import type { Address } from '../../net/transport.ts'
import { validatePath } from '../path.ts'

const defaultPort = 2181

export interface ConnectString {
  readonly servers: readonly Address[]
  /** Prefix of all paths; '' for none. */
  readonly chroot: string
}

/**
 * Reads `host:port,host:port/chroot`, as in `zookeeper.connect`. Throws an InvalidPathError for a bad chroot and a
 * RangeError with Java's text for a bad port.
 */
export function parseConnectString(text: string): ConnectString {
  const slash = text.indexOf('/')
  const path = slash < 0 ? '' : text.slice(slash)
  const chroot = path === '/' ? '' : path
  if (chroot !== '') validatePath(chroot)
  const hosts = slash < 0 ? text : text.slice(0, slash)
  const servers = hosts
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '')
    .map(parseAddress)
  return { servers, chroot }
}

function parseAddress(text: string): Address {
  const [, bracketed, afterBracket] = /^\[([^\]]*)\](?::(.*))?$/.exec(text) ?? []
  if (bracketed !== undefined) return { host: bracketed, port: parsePort(afterBracket) }
  const colon = text.lastIndexOf(':')
  if (colon < 0) return { host: text, port: defaultPort }
  return { host: text.slice(0, colon), port: parsePort(text.slice(colon + 1)) }
}

function parsePort(text: string | undefined): number {
  if (text === undefined || text === '') return defaultPort
  if (!/^[-+]?\d+$/.test(text)) throw new RangeError(`For input string: "${text}"`)
  const port = Number(text)
  if (port < 0 || port > 65535) throw new RangeError(`port out of range:${port}`)
  return port
}
