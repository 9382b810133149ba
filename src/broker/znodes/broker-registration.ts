import { type Endpoint, formatEndpoint } from '../configs/listeners.ts'
import { isSecurityProtocol, type SecurityProtocol } from '../configs/security-protocols.ts'
import { encodeJson, JsonObject } from './json.ts'

/** `/brokers/ids/N`. */
export interface BrokerRegistration {
  readonly endpoints: readonly Endpoint[]
  readonly rack: string | null
  readonly jmxPort: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
}

export function encodeBrokerRegistration({ endpoints, rack, jmxPort, timestamp }: BrokerRegistration): Buffer {
  const plaintext = endpoints.find(({ protocol }) => protocol === 'PLAINTEXT')
  return encodeJson({
    features: {},
    listener_security_protocol_map: Object.fromEntries(endpoints.map(({ listener, protocol }) => [listener, protocol])),
    endpoints: endpoints.map(formatEndpoint),
    ...(rack === null ? {} : { rack }),
    jmx_port: jmxPort,
    port: plaintext?.port ?? -1,
    host: plaintext?.host ?? null,
    version: 5,
    timestamp: String(timestamp),
  })
}

/** Reads all versions that a broker of any release may have written. Throws on anything else. */
export function decodeBrokerRegistration(data: Uint8Array): BrokerRegistration {
  const json = JsonObject.parse(data)
  return {
    endpoints: json.number('version') < 2 ? [soleEndpoint(json)] : listedEndpoints(json),
    rack: json.string('rack', null),
    jmxPort: json.number('jmx_port', -1),
    timestamp: Number(json.string('timestamp', '-1')),
  }
}

const soleEndpoint = (json: JsonObject): Endpoint => ({
  listener: 'PLAINTEXT',
  protocol: 'PLAINTEXT',
  host: json.string('host'),
  port: json.number('port'),
})

function listedEndpoints(json: JsonObject): Endpoint[] {
  const protocols = json.objectIfAny('listener_security_protocol_map')
  return json.strings('endpoints').map((text) => {
    const [, listener = '', host = '', port = ''] = /^(.*):\/\/\[?([^\]]*)\]?:(-?\d+)$/.exec(text) ?? []
    return { listener, host, port: Number(port), protocol: protocolOf(protocols.string(listener, listener)) }
  })
}

function protocolOf(name: string): SecurityProtocol {
  if (isSecurityProtocol(name)) return name
  throw new Error(`${name} is no security protocol`)
}
