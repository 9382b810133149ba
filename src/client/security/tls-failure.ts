import type { TlsHandshakeError } from '../../net/tls/tls-transport.ts'
import { AuthenticationError, ClientError, disconnectError } from '../errors.ts'

/** The peer, or somebody in between, just went away: that may be anything. */
const ends = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT']

const path =
  'PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target'

/** What Java says where OpenSSL says this. */
const javaReasons: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: path,
  SELF_SIGNED_CERT_IN_CHAIN: path,
  UNABLE_TO_GET_ISSUER_CERT: path,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: path,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: path,
  CERT_HAS_EXPIRED: 'PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed',
}

/** Kafka's exception for a TLS handshake that failed. */
export function handshakeFailure(error: TlsHandshakeError, host: string): ClientError {
  if (error.code === undefined || ends.includes(error.code)) return disconnectError(error.message, error)
  const reason = error.code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? otherName(host) : javaReasons[error.code]
  return refusedHandshake(reason ?? alertText(error.code) ?? error.message, error)
}

export const refusedHandshake = (reason: string, cause?: unknown) =>
  new AuthenticationError('SslAuthenticationException', 'SSL handshake failed', javaHandshake(reason, cause))

/** With TLS 1.3 a broker refuses the client's certificate only after the handshake; undefined for any other failure. */
export function refusedAfterHandshake(error: unknown): AuthenticationError | undefined {
  if (error instanceof AuthenticationError) return undefined
  const cause = error instanceof Error ? error.cause : undefined
  if (!(cause instanceof Error)) return undefined
  const code = 'code' in cause ? String(cause.code) : ''
  if (!code.startsWith('ERR_SSL_')) return refusedAfterHandshake(cause)
  return new AuthenticationError(
    'SslAuthenticationException',
    'Failed to process post-handshake messages',
    javaHandshake(alertText(code) ?? cause.message, cause),
  )
}

/** `ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION` is what Java calls protocol_version. */
function alertText(code: string): string | undefined {
  const alert = /ALERT_(\w+)$/.exec(code)?.[1]
  return alert === undefined ? undefined : `Received fatal alert: ${alert.toLowerCase()}`
}

const javaHandshake = (reason: string, cause: unknown) =>
  new ClientError('javax.net.ssl.SSLHandshakeException', reason, { cause })

function otherName(host: string): string {
  const isAddress = /^[\d.]+$/.test(host) || host.includes(':')
  return isAddress
    ? `No subject alternative names matching IP address ${host} found`
    : `No subject alternative DNS name matching ${host} found.`
}
