import type { BrokerConfig } from './broker-config.ts'
import { ConfigError } from './validators.ts'

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
  return new Map(pairs.map(([listener = '', protocol = '']) => [listener.toUpperCase(), knownProtocol(text, protocol)]))
}

function knownProtocol(map: string, name: string): SecurityProtocol {
  const upper = name.toUpperCase()
  if (isSecurityProtocol(upper)) return upper
  throw new ConfigError('listener.security.protocol.map', map, `No enum constant SecurityProtocol.${name}`)
}

function parseEndpoint(text: string, protocols: Map<string, SecurityProtocol>): Endpoint {
  const [, name = '', host = '', port = ''] = endpointPattern.exec(text) ?? []
  if (port === '') {
    throw new Error(`Error creating broker listeners from '${text}': Unable to parse ${text} to a broker endpoint`)
  }
  const listener = name.toUpperCase()
  const protocol = protocols.get(listener) ?? (isSecurityProtocol(listener) ? listener : undefined)
  if (protocol === undefined) {
    throw new Error(
      `Error creating broker listeners from '${text}': No security protocol defined for listener ${listener}`,
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
    .map((part) => parseEndpoint(part, protocols))
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

/** The listener by which brokers talk to each other. */
export function interBrokerListener(config: BrokerConfig, advertised: readonly Endpoint[]): string {
  const named = config.get('inter.broker.listener.name')
  const protocol = config.get('security.inter.broker.protocol')
  if (named !== null && config.has('security.inter.broker.protocol')) {
    throw new Error('Only one of inter.broker.listener.name and security.inter.broker.protocol should be set.')
  }
  const name = (named ?? protocol).toUpperCase()
  if (advertised.some(({ listener }) => listener === name)) return name
  const options = advertised.map(({ listener }) => listener).join(',')
  const setting = named === null ? 'security.inter.broker.protocol' : 'inter.broker.listener.name'
  throw new Error(
    `requirement failed: ${setting} must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are ${options}`,
  )
}
