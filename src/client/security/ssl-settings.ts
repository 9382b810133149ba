import { opensslCiphers } from '../../net/tls/cipher-names.ts'
import { KeyStoreError } from '../../net/tls/der.ts'
import { protocolRange, type TlsSettings } from '../../net/tls/tls-settings.ts'
import { ClientError, illegalArgument, wrappedException } from '../errors.ts'
import type { SslConfig } from './ssl-config.ts'
import { identity, type StoreIo, trusted } from './ssl-stores.ts'

/** Java's names of what Node has one of. */
const known = {
  protocols: ['SSL', 'SSLv2', 'SSLv3', 'TLS', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
  keyManagers: ['SunX509', 'NewSunX509', 'PKIX', 'X509'],
  trustManagers: ['PKIX', 'SunX509', 'SunPKIX', 'X509', 'X.509'],
  randoms: ['DRBG', 'NativePRNG', 'NativePRNGBlocking', 'NativePRNGNonBlocking', 'SHA1PRNG'],
  enabledProtocols: ['SSLv2Hello', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'],
} as const

/** What TLS needs of files; it is read once, when the client is made. @throws ClientError with Kafka's or Java's words */
export function readStores(config: SslConfig, io: StoreIo): TlsSettings['context'] {
  checkNames(config)
  const own = identity(config, io)
  const ca = trusted(config, io)
  // As in Java whatever stands in the trust store is trusted, not only what signed itself.
  return { ...own, ...(ca === undefined ? {} : { ca, allowPartialTrustChain: true }) }
}

/** @throws ClientError with Java's words: Kafka comes upon what can't be negotiated only when it connects */
export function tlsSettings(config: SslConfig, stores: TlsSettings['context']): TlsSettings {
  return {
    context: { ...stores, ...versionsAndCiphers(config) },
    hostnameVerification: config.endpointIdentification !== '',
    onlyByName: true,
    clientHostnameVerification: false,
    clientAuth: 'none',
  }
}

function checkNames({ protocol, provider, keyManager, trustManager, secureRandom }: SslConfig): void {
  if (provider !== undefined && provider !== 'SunJSSE') {
    throw wrappedException(securityError('NoSuchProviderException', `no such provider: ${provider}`))
  }
  requireKnown(known.protocols, protocol, 'SSLContext')
  requireKnown(known.keyManagers, keyManager, 'KeyManagerFactory')
  requireKnown(known.trustManagers, trustManager, 'TrustManagerFactory')
  if (secureRandom !== undefined) requireKnown(known.randoms, secureRandom, 'SecureRandom')
}

function requireKnown(names: readonly string[], name: string, service: string): void {
  if (names.some((each) => each.toLowerCase() === name.toLowerCase())) return
  throw wrappedException(securityError('NoSuchAlgorithmException', `${name} ${service} not available`))
}

const securityError = (name: string, message: string) => new ClientError(`java.security.${name}`, message)

function versionsAndCiphers({ enabledProtocols, cipherSuites }: SslConfig): TlsSettings['context'] {
  const unknown = enabledProtocols.find((name) => !known.enabledProtocols.some((each) => each === name))
  if (unknown !== undefined) throw wrappedException(illegalArgument(`Unsupported protocol${unknown}`))
  const range = protocolRange(enabledProtocols)
  if (cipherSuites === undefined) return range
  const isOlder = !cipherSuites.some((name) => /^TLS_(?:AES|CHACHA20)_/.test(name))
  // Node would go on offering the suites of TLS 1.3 where none of them is named.
  return { ...range, ciphers: cipherSuites.map(ciphers).join(':'), ...(isOlder && { maxVersion: 'TLSv1.2' as const }) }
}

function ciphers(name: string): string {
  try {
    return opensslCiphers([name])
  } catch (error) {
    if (!(error instanceof KeyStoreError)) throw error
    throw wrappedException(illegalArgument(`Unsupported CipherSuite: ${name}`))
  }
}
