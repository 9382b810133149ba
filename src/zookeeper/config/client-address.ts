import type { Address } from '../../net/transport.ts'
import { ConfigError } from './config-error.ts'

/** Where clients are served; port -1 is nowhere, an undefined host everywhere. */
export interface ClientAddress {
  readonly clientPort: number
  readonly clientPortAddress: string | undefined
}

/**
 * The settings' address, or the one that the server's own line among the members tells; both have to agree.
 * @throws ConfigError
 */
export function clientAddress(own: ClientAddress, told: Address | undefined, id: number): ClientAddress {
  if (told === undefined) return own
  const host = told.host === '0.0.0.0' ? undefined : told.host
  const isSameHost = own.clientPortAddress === undefined || own.clientPortAddress === host
  const isAny = host === undefined || own.clientPort === -1
  if (own.clientPort !== -1 && (own.clientPort !== told.port || !(isSameHost || isAny))) {
    const found = `${own.clientPortAddress ?? '0.0.0.0'}:${own.clientPort}`
    throw new ConfigError(
      `client address for this server (id = ${id}) in static config file is ${found} is different from client address found in dynamic file: ${told.host}:${told.port}`,
    )
  }
  return { clientPort: told.port, clientPortAddress: host ?? own.clientPortAddress }
}
