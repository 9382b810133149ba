import type { Protocol } from '../../../net/protocol-probe.ts'
import type { Hint } from './hint.ts'

/** What keeps a client from talking to a broker. */
export type NetworkFault =
  | 'unresolved'
  | 'refused'
  | 'unroutable'
  | 'no-answer'
  | 'silent'
  | 'closed'
  | 'lost'
  | 'not-tls'
  | 'untrusted'
  | 'no-login'
  | 'login-refused'
  | Protocol

export interface Place {
  readonly host: string
  readonly port: number
}

type Row = readonly [cause: (place: Place) => string, hint: string]

const at = ({ host, port }: Place) => `${host}:${port}`
const speaks = (protocol: string) => (place: Place) => `${at(place)} speaks ${protocol}, not Kafka's protocol`
const brokersPort = "give the address of a broker's listener, which is usually on port 9092"
const clientProperties = "in the client's properties (--command-config and the like)"

const rows: Readonly<Record<NetworkFault, Row>> = {
  unresolved: [
    ({ host }) => `the name ${host} does not resolve`,
    'look at its spelling, and at DNS or /etc/hosts here',
  ],
  refused: [
    (place) => `nothing listens on ${at(place)}`,
    'look whether the broker runs, and at its listeners: it may listen on another address or port',
  ],
  unroutable: [({ host }) => `there is no way to ${host} from here`, 'look at the address, and at the network between'],
  'no-answer': [
    (place) => `${at(place)} answers no attempt to connect`,
    'look at the address, and whether a firewall between drops packets',
  ],
  silent: [
    (place) => `${at(place)} takes connections but says nothing`,
    'look whether it is a broker at all, and whether that one hangs (its log, or kill -QUIT)',
  ],
  closed: [
    (place) => `${at(place)} ends the connection at the first request, as no Kafka listener without TLS does`,
    `${brokersPort}; if it is a listener with TLS, set security.protocol=SSL or SASL_SSL ${clientProperties}`,
  ],
  lost: [
    (place) => `the broker at ${at(place)} has ended the connection`,
    `it may have been stopped, or wants a login: then set security.protocol=SASL_PLAINTEXT or SASL_SSL ${clientProperties}`,
  ],
  'not-tls': [
    (place) => `${at(place)} does not speak TLS`,
    `set security.protocol=PLAINTEXT or SASL_PLAINTEXT ${clientProperties}, or give the port of the TLS listener`,
  ],
  untrusted: [
    (place) =>
      `TLS with ${at(place)} did not come about, as one side does not accept the other's certificate or ciphers`,
    `look at ssl.truststore.location, ssl.keystore.location and ssl.endpoint.identification.algorithm ${clientProperties}`,
  ],
  'no-login': [
    (place) => `the broker at ${at(place)} does not take this kind of login`,
    `set sasl.mechanism to one that its listener has enabled, and security.protocol as that listener has it, ${clientProperties}`,
  ],
  'login-refused': [
    (place) => `the broker at ${at(place)} refused the login`,
    `look at user and password in sasl.jaas.config ${clientProperties}, and whether the broker knows the user for this mechanism`,
  ],
  TLS: [
    (place) => `${at(place)} speaks TLS, and this client does not`,
    `set security.protocol=SSL or SASL_SSL ${clientProperties}`,
  ],
  HTTP: [speaks('HTTP'), brokersPort],
  SSH: [speaks('SSH'), brokersPort],
  Redis: [speaks("Redis' protocol"), brokersPort],
  ZooKeeper: [
    (place) => `${at(place)} is a ZooKeeper server`,
    `${brokersPort} and not ZooKeeper's 2181; \`zookeeper-shell HOST:2181 get /brokers/ids/0\` tells where broker 0 is`,
  ],
}

/** Cause and hint of a fault with a server that the user has named. */
export function bootstrapHint(fault: NetworkFault, place: Place): Hint {
  const [cause, hint] = rows[fault]
  return { cause: cause(place), hint }
}

/** The same for a broker whose address came from the cluster: it is the cluster that is to be mended, or the way there. */
export function advertisedHint(fault: NetworkFault, broker: Place & { readonly id: number }): Hint {
  const { cause, hint } = bootstrapHint(fault, broker)
  if (fault === 'lost') return { cause: `broker ${broker.id}: ${cause}`, hint }
  return {
    cause: `the bootstrap server answers, but broker ${broker.id} can't be reached at ${at(broker)}, which its advertised.listeners tell: ${cause}`,
    hint: `make ${at(broker)} reachable from here, or set advertised.listeners in broker ${broker.id}'s server.properties to an address that is, and restart it`,
  }
}
