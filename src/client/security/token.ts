import { ClientError } from '../errors.ts'
import type { EndpointConfig } from './config.ts'

/** A bearer token, and for how long it is good. */
export interface Token {
  readonly text: string
  /** In milliseconds since 1970, as the end is. */
  readonly issuedAt: number
  readonly expiresAt: number
}

/**
 * A look at a token before it is shown to a broker: three parts, and claims of whose it is and until when. The
 * signature is the broker's to check.
 * @throws ClientError with Kafka's words
 */
export function readToken(text: string, { subClaimName, scopeClaimName }: EndpointConfig, now: number): Token {
  const claims = claimsOf(payloadOf(text))
  const expires = seconds(claims, 'exp')
  if (expires === undefined) throw invalid('exp value must be non-null')
  const subject = claims[subClaimName]
  if (typeof subject !== 'string') throw invalid(`${subClaimName} value must be non-null`)
  if (subject.trim() === '') throw invalid(`${subClaimName} value must not contain only whitespace`)
  checkScopes(claims[scopeClaimName], scopeClaimName)
  return { text, issuedAt: (seconds(claims, 'iat') ?? now / 1000) * 1000, expiresAt: expires * 1000 }
}

function payloadOf(text: string): string {
  if (text === '') throw invalid('Empty JWT provided; expected three sections (header, payload, and signature)')
  // As Java splits: empty parts at the end do not count.
  const sections = text.replace(/\.+$/, '').split('.')
  const [header, payload, signature] = sections
  if (sections.length !== 3) {
    throw invalid(
      `Malformed JWT provided (${text}); expected three sections (header, payload, and signature), but ${sections.length} sections provided`,
    )
  }
  for (const [name, section] of Object.entries({ header, payload, signature })) {
    if (section?.trim()) continue
    throw invalid(
      `Malformed JWT provided; expected at least three sections (header, payload, and signature), but ${name} section missing`,
    )
  }
  return payload ?? ''
}

function claimsOf(payload: string): Readonly<Record<string, unknown>> {
  try {
    return { ...JSON.parse(Buffer.from(payload, 'base64url').toString()) }
  } catch (error) {
    throw invalid(`Could not validate the access token: ${error instanceof Error ? error.message : error}`)
  }
}

function seconds(claims: Readonly<Record<string, unknown>>, name: string): number | undefined {
  const value = claims[name]
  if (typeof value !== 'number') return undefined
  if (value < 0) throw invalid(`${name} value must be non-negative; value given was "${value}"`)
  return value
}

function checkScopes(scopes: unknown, name: string): void {
  if (!Array.isArray(scopes)) return
  const twice = scopes.find((scope, at) => scopes.indexOf(scope) !== at)
  if (twice !== undefined) throw invalid(`${name} value must not contain duplicates - ${twice} already present`)
}

const invalid = (message: string) =>
  new ClientError('org.apache.kafka.common.security.oauthbearer.internals.secured.ValidateException', message)
