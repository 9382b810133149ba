import type { ConfigReader } from '../config-reader.ts'

/** A key or trust store as the settings name it: a file, or PEM written into the settings themselves. */
export interface StoreConfig {
  /** `JKS` where nothing is said. */
  readonly type: string
  readonly location: string | undefined
  readonly password: string | undefined
}

export interface SslConfig {
  readonly keyStore: StoreConfig
  readonly keyPassword: string | undefined
  /** PEM of the private key, and of its certificate with those that issued it. */
  readonly key: string | undefined
  readonly certificateChain: string | undefined
  readonly trustStore: StoreConfig
  /** PEM of the certificates to trust. */
  readonly trustedCertificates: string | undefined
  readonly protocol: string
  readonly enabledProtocols: readonly string[]
  /** Undefined: all that are on by default. */
  readonly cipherSuites: readonly string[] | undefined
  /** `https` checks the broker's host name, nothing checks nothing. */
  readonly endpointIdentification: string
  readonly provider: string | undefined
  readonly keyManager: string
  readonly trustManager: string
  readonly secureRandom: string | undefined
}

/** @throws ClientError (ConfigException) on a value that does not fit */
export function sslConfig(read: ConfigReader): SslConfig {
  const store = (kind: 'keystore' | 'truststore'): StoreConfig => ({
    type: read.string(`ssl.${kind}.type`, 'JKS'),
    location: read.optional(`ssl.${kind}.location`),
    password: read.optional(`ssl.${kind}.password`),
  })
  read.knownClass('ssl.engine.factory.class', ['org.apache.kafka.common.security.ssl.DefaultSslEngineFactory'])
  const cipherSuites = read.list('ssl.cipher.suites', [])
  return {
    keyStore: store('keystore'),
    keyPassword: read.optional('ssl.key.password'),
    key: read.optional('ssl.keystore.key'),
    certificateChain: read.optional('ssl.keystore.certificate.chain'),
    trustStore: store('truststore'),
    trustedCertificates: read.optional('ssl.truststore.certificates'),
    protocol: read.string('ssl.protocol', 'TLSv1.3'),
    enabledProtocols: read.list('ssl.enabled.protocols', ['TLSv1.2', 'TLSv1.3']),
    cipherSuites: cipherSuites.length === 0 ? undefined : cipherSuites,
    endpointIdentification: read.string('ssl.endpoint.identification.algorithm', 'https'),
    provider: read.optional('ssl.provider'),
    keyManager: read.string('ssl.keymanager.algorithm', 'SunX509'),
    trustManager: read.string('ssl.trustmanager.algorithm', 'PKIX'),
    secureRandom: read.optional('ssl.secure.random.implementation'),
  }
}
