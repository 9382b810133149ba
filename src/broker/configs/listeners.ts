import type { BrokerConfig } from './broker-config.ts'
import { ConfigFault, configException, illegalArgument, kafkaException, unmet } from './config-fault.ts'
import { asNames } from './definition.ts'
import { controllerListenerNames } from './process-roles.ts'
import { endpointPattern, protocolMap, type SecurityProtocol } from './security-protocols.ts'

/** Where a broker listens, or where it tells others to find it. */
export interface Endpoint {
  readonly listener: string
  readonly host: string
  readonly port: number
  readonly protocol: SecurityProtocol
}

export const formatEndpoint = ({ listener, host, port }: Endpoint) =>
  `${listener}://${host.includes(':') ? `[${host}]` : host}:${port}`

function parseEndpoint(text: string, protocols: Map<string, SecurityProtocol>): Endpoint {
  const [, name = '', host = '', port = ''] = endpointPattern.exec(text) ?? []
  if (port === '') throw kafkaException(`Unable to parse ${text} to a broker endpoint`)
  const listener = name.toUpperCase()
  const protocol = protocols.get(listener)
  if (protocol === undefined) throw illegalArgument(`No security protocol defined for listener ${listener}`)
  return { listener, host, port: Number(port), protocol }
}

const distinct = <T>(values: readonly T[]) => new Set(values).size === values.length

function parseAll(text: string, protocols: Map<string, SecurityProtocol>): Endpoint[] {
  const endpoints = asNames(text).map((part) => partOf(text, () => parseEndpoint(part, protocols)))
  if (distinct(endpoints.map(({ listener }) => listener))) return endpoints
  throw unmet(`Each listener must have a different name, listeners: ${text}`)
}

function partOf(all: string, parse: () => Endpoint): Endpoint {
  try {
    return parse()
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    throw illegalArgument(`Error creating broker listeners from '${all}': ${error.message}`, error)
  }
}

/** The sockets to open. Throws `ConfigFault`. */
export function listeners(config: BrokerConfig): Endpoint[] {
  const text = config.get('listeners')
  const endpoints = parseAll(text, protocolMap(config))
  const ports = endpoints.map(({ port }) => port).filter((port) => port !== 0)
  if (!distinct(ports)) {
    throw unmet(`Each listener must have a different port, listeners: ${text}`)
  }
  return endpoints
}

/** Of them those where KRaft's controllers are asked. */
export function controllerListeners(config: BrokerConfig, bound: readonly Endpoint[]): Endpoint[] {
  const names = controllerListenerNames(config)
  return bound.filter(({ listener }) => names.includes(listener))
}

/** What the broker registers: `advertised.listeners`, or the listeners as they are bound, without controllers' ones. */
export function advertisedListeners(config: BrokerConfig, bound: readonly Endpoint[], hostName: string): Endpoint[] {
  const text = config.get('advertised.listeners')
  const controllers = controllerListeners(config, bound)
  const endpoints =
    text === null ? bound.filter((endpoint) => !controllers.includes(endpoint)) : parseAll(text, protocolMap(config))
  return endpoints.map((endpoint) => ({
    ...endpoint,
    host: endpoint.host === '' ? hostName : endpoint.host,
    port:
      endpoint.port === 0 ? (bound.find(({ listener }) => listener === endpoint.listener)?.port ?? 0) : endpoint.port,
  }))
}

/** The listener by which brokers talk to each other. Throws `ConfigFault`. */
export function interBrokerListener(config: BrokerConfig): string {
  const named = config.get('inter.broker.listener.name')?.toUpperCase() ?? null
  if (named === null) return config.get('security.inter.broker.protocol')
  if (config.has('security.inter.broker.protocol')) {
    throw configException('Only one of inter.broker.listener.name and security.inter.broker.protocol should be set.')
  }
  if (protocolMap(config).has(named)) return named
  throw configException(
    `Listener with name ${named} defined in inter.broker.listener.name not found in listener.security.protocol.map.`,
  )
}

/** The listener on which the controller reaches this broker, where it has one of its own for that. Throws `ConfigFault`. */
export function controlPlaneListener(config: BrokerConfig): string | undefined {
  const name = config.get('control.plane.listener.name')?.toUpperCase()
  if (name === undefined || protocolMap(config).has(name)) return name
  throw configException(
    `Listener with ${name} defined in control.plane.listener.name not found in listener.security.protocol.map.`,
  )
}
