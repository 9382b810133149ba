import type { BrokerConfig } from './broker-config.ts'
import { configException, illegalArgument } from './config-fault.ts'
import { asNames } from './definition.ts'

/** What a server of a KRaft cluster is; nothing for one of ZooKeeper's time. Throws `ConfigFault`. */
export function processRoles(config: BrokerConfig): string[] {
  const roles = config.get('process.roles')
  if (new Set(roles).size === roles.length) return roles
  throw configException(`Duplicate role names found in \`process.roles\`: ArrayBuffer(${roles.join(', ')})`)
}

export const isKraft = (config: BrokerConfig): boolean => config.get('process.roles').length > 0

/** As they are written: Kafka compares them with the names of listeners, which are in capitals. */
export const controllerListenerNames = (config: BrokerConfig): string[] =>
  asNames(config.get('controller.listener.names'))

const form = 'Each entry should be in the form `{id}@{host}:{port}`.'
const maxPort = 65_535

/** The ids in `controller.quorum.voters`: `1@localhost:9093,2@localhost:9094`. Throws `ConfigFault`. */
export const quorumVoters = (config: BrokerConfig): Set<number> =>
  new Set(config.get('controller.quorum.voters').map(voterId))

function voterId(voter: string): number {
  const [id = '', address = '', ...more] = voter.split('@')
  if (address === '' || more.length > 0) {
    throw configException(`Invalid configuration value for controller.quorum.voters. ${form}`)
  }
  if (!/^[+-]?\d{1,10}$/.test(id)) throw configException(`Failed to parse voter ID as an integer from ${id}`)
  const [, port] = /^.*?\[?[0-9a-zA-Z\-%._:]*\]?:([0-9]+)$/.exec(address) ?? []
  if (port === undefined) {
    throw configException(
      `Failed to parse host name from entry ${voter} for the configuration controller.quorum.voters. ${form}`,
    )
  }
  if (Number(port) > maxPort) throw illegalArgument(`port out of range:${port}`)
  return Number(id)
}
