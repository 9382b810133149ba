import { scalaSetOrder } from '../../base/hash-order.ts'
import type { BrokerConfig } from './broker-config.ts'
import { configException, unmet } from './config-fault.ts'
import { checkSomeAdvertised } from './listener-checks.ts'
import { controllerListeners, controlPlaneListener, type Endpoint } from './listeners.ts'
import { controllerListenerNames } from './process-roles.ts'
import { demand, migrationRequirements } from './requirements.ts'
import { protocolMap } from './security-protocols.ts'

/** What the checks of a role look at. */
export interface RoleSettings {
  readonly config: BrokerConfig
  readonly roles: readonly string[]
  readonly voters: ReadonlySet<number>
  readonly bound: readonly Endpoint[]
  readonly advertised: readonly Endpoint[]
  readonly warn: (message: string) => void
}

/** Whether a server can be in its cluster what it shall be, in Kafka's order. Throws `ConfigFault`. */
export function checkRoles(settings: RoleSettings): void {
  if (settings.roles.length === 0) checkZooKeeperBroker(settings)
  else checkKraftServer(settings)
}

function checkKraftServer(settings: RoleSettings): void {
  const { config, roles, voters, advertised } = settings
  if (voters.size === 0) throw noVoters('process.roles')
  if (controlPlaneListener(config) !== undefined) {
    throw unmet('control.plane.listener.name is not supported in KRaft mode.')
  }
  if (roles.includes('broker')) checkNothingOfControllersAdvertised(config, advertised)
  else checkNothingAdvertised(config, advertised)
  if (roles.includes('controller')) checkController(settings)
  else checkBroker(settings)
}

const noVoters = (reason: string) =>
  configException(`If using ${reason}, controller.quorum.voters must contain a parseable set of voters.`)

function checkBroker({ config, voters, bound, advertised, warn }: RoleSettings): void {
  const id = config.get('node.id')
  if (voters.has(id)) {
    throw unmet(`If process.roles contains just the 'broker' role, the node id ${id} must not be ${inVoters(voters)}`)
  }
  const names = controllerListenerNames(config)
  if (names.length === 0) {
    throw unmet(
      'controller.listener.names must contain at least one value when running KRaft with just the broker role',
    )
  }
  if (controllerListeners(config, bound).length > 0) {
    throw unmet(
      "controller.listener.names must not contain a value appearing in the 'listeners' configuration when running KRaft with just the broker role",
    )
  }
  checkMapped(names, protocolMap(config))
  if (names.length > 1) {
    warn(
      `controller.listener.names has multiple entries; only the first will be used since process.roles=broker: [${names.join(', ')}]`,
    )
  }
  checkSomeAdvertised(config, advertised)
}

function checkMapped(names: readonly string[], protocols: ReadonlyMap<string, unknown>): void {
  for (const name of names) {
    if (protocols.has(name.toUpperCase())) continue
    throw configException(
      `Controller listener with name ${name.toUpperCase()} defined in controller.listener.names not found in listener.security.protocol.map  (an explicit security mapping for each controller listener is required if listener.security.protocol.map is non-empty, or if there are security protocols other than PLAINTEXT in use)`,
    )
  }
}

function checkNothingOfControllersAdvertised(config: BrokerConfig, advertised: readonly Endpoint[]): void {
  if (controllerListeners(config, advertised).length === 0) return
  throw unmet(
    'The advertised.listeners config must not contain KRaft controller listeners from controller.listener.names when process.roles contains the broker role because Kafka clients that send requests via advertised listeners do not send requests to KRaft controllers -- they only send requests to KRaft brokers.',
  )
}

function checkNothingAdvertised(config: BrokerConfig, advertised: readonly Endpoint[]): void {
  if (config.get('advertised.listeners') !== null) {
    throw unmet('The advertised.listeners config must be empty when process.roles=controller')
  }
  if (advertised.length === 0) return
  throw unmet(
    'The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller',
  )
}

function checkController({ config, voters, bound }: RoleSettings): void {
  const id = config.get('node.id')
  if (!voters.has(id)) {
    throw unmet(`If process.roles contains the 'controller' role, the node id ${id} must be ${inVoters(voters)}`)
  }
  if (controllerListeners(config, bound).length === 0) {
    throw unmet(
      "controller.listener.names must contain at least one value appearing in the 'listeners' configuration when running the KRaft controller role",
    )
  }
  if (controllerListenerNames(config).every((name) => bound.some(({ listener }) => listener === name))) return
  throw unmet(
    "controller.listener.names must only contain values appearing in the 'listeners' configuration when running the KRaft controller role",
  )
}

/** As Scala prints the set: small ones have a class of their own. */
function inVoters(voters: ReadonlySet<number>): string {
  const set = voters.size > 4 ? 'HashSet' : 'Set'
  const ids = scalaSetOrder(
    [...voters].sort((a, b) => a - b),
    (id) => id,
  )
  return `included in the set of voters controller.quorum.voters=${set}(${ids.join(', ')})`
}

function checkZooKeeperBroker({ config, voters, advertised }: RoleSettings): void {
  const names = controllerListenerNames(config)
  if (!config.get('zookeeper.metadata.migration.enable')) {
    if (names.length > 0) {
      throw unmet(`controller.listener.names must be empty when not running in KRaft mode: [${names.join(', ')}]`)
    }
  } else {
    if (voters.size === 0) throw noVoters('zookeeper.metadata.migration.enable')
    if (names.length === 0) {
      throw unmet('controller.listener.names must not be empty when running in ZooKeeper migration mode: []')
    }
    demand(config, migrationRequirements)
  }
  checkSomeAdvertised(config, advertised)
}
