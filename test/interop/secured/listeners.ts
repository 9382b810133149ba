import path from 'node:path'
import { certificates } from '../../kit/server-tls.ts'
import { freePort } from '../../kit/servers.ts'

/** The listeners of one broker that takes clients in every way that Kafka has, and what each speaks. */
const protocols = {
  PLAINTEXT: 'PLAINTEXT',
  SSL: 'SSL',
  /** Wants to see the client's certificate. */
  MUTUAL: 'SSL',
  /** Shows a certificate that is made out to another host. */
  ELSEWHERE: 'SSL',
  SASL_PLAINTEXT: 'SASL_PLAINTEXT',
  SASL_SSL: 'SASL_SSL',
  /** Believes a client for two seconds only, and knows PLAIN only. */
  BRIEF: 'SASL_PLAINTEXT',
  /** Takes the tokens of an identity provider. */
  TOKENS: 'SASL_PLAINTEXT',
} as const
export type ListenerName = keyof typeof protocols
export type Ports = ReadonlyMap<ListenerName, number>

const names = Object.keys(protocols).filter((name): name is ListenerName => Object.hasOwn(protocols, name))
const modules = 'org.apache.kafka.common.security'
const mechanisms = 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER'

const logins = {
  plain: `${modules}.plain.PlainLoginModule required user_alice="alice-secret" user_bob="b,=;b";`,
  'scram-sha-256': `${modules}.scram.ScramLoginModule required;`,
  'scram-sha-512': `${modules}.scram.ScramLoginModule required;`,
  oauthbearer: `${modules}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
}

export async function listenerPorts(): Promise<Ports> {
  return new Map(await Promise.all(names.map(async (name) => [name, await freePort()] as const)))
}

const broker = { location: path.join(certificates, 'server.p12'), type: 'PKCS12', password: 'changeit' }
const stores: Partial<Record<ListenerName, Record<string, string>>> = {
  SSL: broker,
  MUTUAL: broker,
  SASL_SSL: broker,
  ELSEWHERE: { location: path.join(certificates, 'elsewhere.pem'), type: 'PEM' },
}

/** @param keysFile of the identity provider */
export function listenerSettings(ports: Ports, keysFile: string): Record<string, string> {
  const settings: Record<string, string> = {
    port: String(ports.get('PLAINTEXT')),
    listeners: names.map((name) => `${name}://localhost:${ports.get(name)}`).join(','),
    'listener.security.protocol.map': names.map((name) => `${name}:${protocols[name]}`).join(','),
    'inter.broker.listener.name': 'PLAINTEXT',
    'delegation.token.secret.key': 'of the tests',
    'ssl.truststore.location': path.join(certificates, 'trust.p12'),
    'ssl.truststore.type': 'PKCS12',
    'ssl.truststore.password': 'changeit',
    'listener.name.mutual.ssl.client.auth': 'required',
    'sasl.enabled.mechanisms': mechanisms,
    'listener.name.brief.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.brief.connections.max.reauth.ms': '2000',
    'listener.name.tokens.sasl.enabled.mechanisms': 'OAUTHBEARER',
    'listener.name.tokens.oauthbearer.sasl.server.callback.handler.class': `${modules}.oauthbearer.secured.OAuthBearerValidatorCallbackHandler`,
    'listener.name.tokens.oauthbearer.sasl.oauthbearer.jwks.endpoint.url': `file://${keysFile}`,
  }
  for (const [name, store] of Object.entries(stores)) {
    for (const [key, value] of Object.entries(store)) {
      settings[`listener.name.${name.toLowerCase()}.ssl.keystore.${key}`] = value
    }
  }
  for (const name of names.filter((each) => protocols[each].startsWith('SASL'))) {
    for (const [mechanism, login] of Object.entries(logins)) {
      settings[`listener.name.${name.toLowerCase()}.${mechanism}.sasl.jaas.config`] = login
    }
  }
  return settings
}
