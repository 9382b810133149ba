import type { BrokerConfig } from './broker-config.ts'
import { configException, illegalArgument, kafkaException } from './config-fault.ts'
import { asNames } from './definition.ts'
import { controllerListenerNames, isKraft } from './process-roles.ts'

export type SecurityProtocol = 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'

/** The protocols' numbers on the wire. */
export const securityProtocolIds: Readonly<Record<SecurityProtocol, number>> = {
  PLAINTEXT: 0,
  SSL: 1,
  SASL_PLAINTEXT: 2,
  SASL_SSL: 3,
}

export const isSecurityProtocol = (name: string): name is SecurityProtocol => Object.hasOwn(securityProtocolIds, name)

const setting = 'listener.security.protocol.map'

/**
 * What is spoken at each listener. Who says nothing of it runs the controllers' listeners without security, as long as no
 * other listener has any. Throws `ConfigFault`.
 */
export function protocolMap(config: BrokerConfig): Map<string, SecurityProtocol> {
  const given = new Map(pairs(config.get(setting)).map(([name, text]) => [name.toUpperCase(), knownProtocol(text)]))
  if (!isKraft(config) || config.has(setting)) return given
  const controllers = controllerListenerNames(config)
  if ([...controllers, ...asNames(config.get('listeners')).map(listenerName)].some(isSecured)) return given
  for (const name of controllers) given.set(name, 'PLAINTEXT')
  return given
}

const isSecured = (name: string): boolean => isSecurityProtocol(name) && name !== 'PLAINTEXT'

function pairs(text: string): [name: string, protocol: string][] {
  return asNames(text).map((pair) => {
    const colon = pair.lastIndexOf(':')
    // What Java says of the missing colon.
    if (colon < 0)
      throw illegalArgument(`Error parsing configuration property '${setting}': begin 0, end -1, length ${pair.length}`)
    return [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()]
  })
}

function knownProtocol(name: string): SecurityProtocol {
  const upper = name.toUpperCase()
  if (isSecurityProtocol(upper)) return upper
  throw configException(`Invalid security protocol \`${name}\` defined in ${setting}`)
}

/** `NAME://host:port`, of which the host may be missing. */
export const endpointPattern = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/

function listenerName(endpoint: string): string {
  const [, name] = endpointPattern.exec(endpoint) ?? []
  if (name === undefined) throw kafkaException(`Unable to parse a listener name from ${endpoint}`)
  return name.toUpperCase()
}
