import type { BrokerConfig } from './broker-config.ts'

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

/** The protocols' numbers on the wire. */
export const securityProtocolIds: Readonly<Record<SecurityProtocol, number>> = {
  PLAINTEXT: 0,
  SSL: 1,
  SASL_PLAINTEXT: 2,
  SASL_SSL: 3,
}

export const isSecurityProtocol = (name: string): name is SecurityProtocol => Object.hasOwn(securityProtocolIds, name)

/** Where a broker listens, or where it tells others to find it. */
export interface Endpoint {
  readonly listener: string
  readonly host: string
  readonly port: number
  readonly protocol: SecurityProtocol
}

const endpointPattern = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/

export const formatEndpoint = ({ listener, host, port }: Endpoint) =>
  `${listener}://${host.includes(':') ? `[${host}]` : host}:${port}`

function protocolMap(config: BrokerConfig): Map<string, SecurityProtocol> {
  const text = config.get('listener.security.protocol.map')
  const pairs = text.split(',').map((pair) => pair.trim().split(':'))
  return new Map(pairs.map(([listener = '', protocol = '']) => [listener.toUpperCase(), knownProtocol(protocol)]))
}

function knownProtocol(name: string): SecurityProtocol {
  const upper = name.toUpperCase()
  if (isSecurityProtocol(upper)) return upper
  throw new Error(`Invalid security protocol \`${name}\` defined in listener.security.protocol.map`)
}

/** `all`: the setting that the endpoint is a part of. */
function parseEndpoint(text: string, all: string, protocols: Map<string, SecurityProtocol>): Endpoint {
  const [, name = '', host = '', port = ''] = endpointPattern.exec(text) ?? []
  if (port === '') {
    throw new Error(`Error creating broker listeners from '${all}': Unable to parse ${text} to a broker endpoint`)
  }
  const listener = name.toUpperCase()
  const protocol = protocols.get(listener)
  if (protocol === undefined) {
    throw new Error(
      `Error creating broker listeners from '${all}': No security protocol defined for listener ${listener}`,
    )
  }
  return { listener, host, port: Number(port), protocol }
}

const distinct = <T>(values: readonly T[]) => new Set(values).size === values.length

function parseAll(text: string, protocols: Map<string, SecurityProtocol>): Endpoint[] {
  const endpoints = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => parseEndpoint(part, text, protocols))
  if (!distinct(endpoints.map(({ listener }) => listener))) {
    throw new Error(`requirement failed: Each listener must have a different name, listeners: ${text}`)
  }
  return endpoints
}

/** The sockets to open. Throws with Kafka's words. */
export function listeners(config: BrokerConfig): Endpoint[] {
  const text = config.get('listeners')
  const endpoints = parseAll(text, protocolMap(config))
  if (endpoints.length === 0) throw new Error('requirement failed: There must be at least one advertised listener.')
  const ports = endpoints.map(({ port }) => port).filter((port) => port !== 0)
  if (!distinct(ports)) {
    throw new Error(`requirement failed: Each listener must have a different port, listeners: ${text}`)
  }
  return endpoints
}

/** What the broker registers: `advertised.listeners`, or the listeners as they are bound. */
export function advertisedListeners(config: BrokerConfig, bound: readonly Endpoint[], hostName: string): Endpoint[] {
  const text = config.get('advertised.listeners')
  const endpoints = text === null ? [...bound] : parseAll(text, protocolMap(config))
  checkSubset(endpoints, bound)
  if (endpoints.some(({ host }) => host === '0.0.0.0')) {
    throw new Error(
      'requirement failed: advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.',
    )
  }
  return endpoints.map((endpoint) => ({
    ...endpoint,
    host: endpoint.host === '' ? hostName : endpoint.host,
    port:
      endpoint.port === 0 ? (bound.find(({ listener }) => listener === endpoint.listener)?.port ?? 0) : endpoint.port,
  }))
}

function checkSubset(advertised: readonly Endpoint[], bound: readonly Endpoint[]): void {
  if (advertised.every(({ listener }) => bound.some((one) => one.listener === listener))) return
  throw new Error(
    `requirement failed: advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found ${namesOf(advertised)}. The valid options based on the current configuration are ${namesOf(bound)}`,
  )
}

const namesOf = (endpoints: readonly Endpoint[]) => endpoints.map(({ listener }) => listener).join(',')

/** The listener by which brokers talk to each other. Throws with Kafka's words. */
export function interBrokerListener(config: BrokerConfig): string {
  const named = config.get('inter.broker.listener.name')?.toUpperCase() ?? null
  if (named === null) return config.get('security.inter.broker.protocol')
  if (config.has('security.inter.broker.protocol')) {
    throw new Error('Only one of inter.broker.listener.name and security.inter.broker.protocol should be set.')
  }
  if (protocolMap(config).has(named)) return named
  throw new Error(
    `Listener with name ${named} defined in inter.broker.listener.name not found in listener.security.protocol.map.`,
  )
}

/** The listener on which the controller reaches this broker, where it has one of its own for that. Throws with Kafka's words. */
export function controlPlaneListener(config: BrokerConfig): string | undefined {
  const name = config.get('control.plane.listener.name')?.toUpperCase()
  if (name === undefined || protocolMap(config).has(name)) return name
  throw new Error(
    `Listener with ${name} defined in control.plane.listener.name not found in listener.security.protocol.map.`,
  )
}

/** Whether the listeners that have a part to play are among the advertised ones. Throws with Kafka's words. */
export function checkListenerRoles(config: BrokerConfig, advertised: readonly Endpoint[]): void {
  const interBroker = interBrokerListener(config)
  const control = controlPlaneListener(config)
  checkAdvertised('inter.broker.listener.name', interBroker, advertised)
  if (control === undefined) return
  checkAdvertised('control.plane.listener.name', control, advertised)
  if (control !== interBroker) return
  throw new Error(
    `requirement failed: control.plane.listener.name, when defined, should have a different value from the inter broker listener name. Currently they both have the value ListenerName(${control})`,
  )
}

function checkAdvertised(setting: string, name: string, advertised: readonly Endpoint[]): void {
  if (advertised.some(({ listener }) => listener === name)) return
  throw new Error(
    `requirement failed: ${setting} must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are ${namesOf(advertised)}`,
  )
}
