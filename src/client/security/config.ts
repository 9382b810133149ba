import type { ConfigReader } from '../config-reader.ts'
import { configError } from '../errors.ts'
import { type SslConfig, sslConfig } from './ssl-config.ts'

const protocols = ['SASL_SSL', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT'] as const
export type SecurityProtocol = (typeof protocols)[number]

/** How a client speaks to brokers, as its properties say it; nothing is read or connected yet. */
export interface SecurityConfig {
  readonly protocol: SecurityProtocol
  /** Classes that would add to the JVM's ciphers. */
  readonly providers: readonly string[]
  readonly ssl: SslConfig
  readonly sasl: SaslConfig
}

export interface SaslConfig {
  /** `GSSAPI` where nothing is said. */
  readonly mechanism: string
  /** The text of sasl.jaas.config; without it the JVM's JAAS file has the login. */
  readonly jaas: string | undefined
  readonly kerberosServiceName: string | undefined
  /** What kind of OAuth login is asked for. */
  readonly bearerLogin: 'unsecured' | 'endpoint'
  readonly refresh: TokenRefresh
  readonly endpoint: EndpointConfig
}

/** When a token is to be replaced by a new one: when that share of its time is over, within the two bounds. */
export interface TokenRefresh {
  readonly factor: number
  /** Up to this is added to the factor, at random. */
  readonly jitter: number
  /** Not earlier than so many seconds after it was issued, and at least so many before its end. */
  readonly minPeriodSeconds: number
  readonly bufferSeconds: number
}

/** Where a token comes from (KIP-768). Times are milliseconds. */
export interface EndpointConfig {
  readonly url: string | undefined
  readonly connectTimeoutMs: number | undefined
  readonly readTimeoutMs: number | undefined
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly scopeClaimName: string
  readonly subClaimName: string
}

/** Nothing of TLS, SASL and the like is needed. */
export const isPlain = ({ protocol, providers }: SecurityConfig): boolean =>
  protocol === 'PLAINTEXT' && providers.length === 0
export const usesTls = ({ protocol }: SecurityConfig): boolean => protocol.endsWith('SSL')
export const usesSasl = ({ protocol }: SecurityConfig): boolean => protocol.startsWith('SASL')

/** @throws ClientError (ConfigException) on a value that does not fit */
export function securityConfig(read: ConfigReader): SecurityConfig {
  const config = {
    protocol: read.oneOfAnyCase('security.protocol', 'PLAINTEXT', protocols),
    providers: read.list('security.providers', []),
    ssl: sslConfig(read),
    sasl: saslConfig(read),
  }
  if (!usesSasl(config) || config.sasl.mechanism !== '') return config
  throw configError(
    'Invalid value null for configuration sasl.mechanism: When the security.protocol configuration enables SASL, mechanism must be non-null and non-empty string.',
  )
}

const security = 'org.apache.kafka.common.security'
const endpointLogins = [
  `${security}.oauthbearer.OAuthBearerLoginCallbackHandler`,
  `${security}.oauthbearer.secured.OAuthBearerLoginCallbackHandler`,
]
const ownLogins = [
  `${security}.authenticator.AbstractLogin$DefaultLoginCallbackHandler`,
  `${security}.oauthbearer.internals.unsecured.OAuthBearerUnsecuredLoginCallbackHandler`,
]

function saslConfig(read: ConfigReader): SaslConfig {
  read.knownClass('sasl.client.callback.handler.class', [
    `${security}.authenticator.SaslClientCallbackHandler`,
    `${security}.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler`,
  ])
  read.knownClass('sasl.login.class', [
    `${security}.authenticator.DefaultLogin`,
    `${security}.oauthbearer.internals.OAuthBearerRefreshingLogin`,
  ])
  const handler = read.knownClass('sasl.login.callback.handler.class', [...endpointLogins, ...ownLogins])
  return {
    mechanism: read.string('sasl.mechanism', 'GSSAPI'),
    jaas: read.optional('sasl.jaas.config'),
    kerberosServiceName: read.optional('sasl.kerberos.service.name'),
    bearerLogin: handler !== undefined && endpointLogins.includes(handler) ? 'endpoint' : 'unsecured',
    refresh: {
      factor: read.double('sasl.login.refresh.window.factor', 0.8, { min: 0.5, max: 1 }),
      jitter: read.double('sasl.login.refresh.window.jitter', 0.05, { min: 0, max: 0.25 }),
      minPeriodSeconds: read.short('sasl.login.refresh.min.period.seconds', 60, { min: 0, max: 900 }),
      bufferSeconds: read.short('sasl.login.refresh.buffer.seconds', 300, { min: 0, max: 3600 }),
    },
    endpoint: {
      url: read.optional('sasl.oauthbearer.token.endpoint.url'),
      connectTimeoutMs: read.optionalInt('sasl.login.connect.timeout.ms'),
      readTimeoutMs: read.optionalInt('sasl.login.read.timeout.ms'),
      retryBackoffMs: read.long('sasl.login.retry.backoff.ms', 100),
      retryBackoffMaxMs: read.long('sasl.login.retry.backoff.max.ms', 10_000),
      scopeClaimName: read.string('sasl.oauthbearer.scope.claim.name', 'scope'),
      subClaimName: read.string('sasl.oauthbearer.sub.claim.name', 'sub'),
    },
  }
}
