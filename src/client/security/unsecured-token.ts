import { ClientError } from '../errors.ts'
import type { Token } from './token.ts'

const prefix = {
  text: 'unsecuredLoginStringClaim_',
  number: 'unsecuredLoginNumberClaim_',
  list: 'unsecuredLoginListClaim_',
} as const

/**
 * A token of the client's own, signed by nobody, for brokers that are set up for tests (KIP-255); none without options.
 * @throws ClientError with Kafka's words on options that make none
 */
export function unsecuredToken(options: ReadonlyMap<string, string>, now: number): Token | undefined {
  if (options.size === 0) return undefined
  if ([...options.keys()].every((name) => name.startsWith('unsecuredLoginExtension_'))) {
    throw configException('Extensions provided in login context without a token')
  }
  const issuedAt = now / 1000
  const expiresAt = issuedAt + lifetimeSeconds(options)
  const claims = { exp: expiresAt, iat: issuedAt, ...ownClaims(options) }
  const principal = options.get('unsecuredLoginPrincipalClaimName')?.trim() || 'sub'
  if (!Object.hasOwn(claims, principal)) throw configException(`No principal name in JWT claim: ${principal}`)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    text: `${part({ alg: 'none' })}.${part(claims)}.`,
    issuedAt: issuedAt * 1000,
    expiresAt: expiresAt * 1000,
  }
}

function lifetimeSeconds(options: ReadonlyMap<string, string>): number {
  const text = options.get('unsecuredLoginLifetimeSeconds') ?? '3600'
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw configException(`For input string: "${text}"`)
}

function ownClaims(options: ReadonlyMap<string, string>): Record<string, unknown> {
  const claims: Record<string, unknown> = {}
  for (const [name, text] of options) {
    if (name.startsWith(prefix.text)) claims[claimName(name, prefix.text)] = text
    else if (name.startsWith(prefix.number)) claims[claimName(name, prefix.number)] = numberOf(text)
    else if (name.startsWith(prefix.list)) claims[claimName(name, prefix.list)] = listOf(text)
  }
  return claims
}

function claimName(option: string, start: string): string {
  const name = option.slice(start.length)
  if (name === 'iat' || name === 'exp') throw configException(`Cannot explicitly set the '${name}' claim`)
  return name
}

function numberOf(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(value)) throw configException(`For input string: "${text}"`)
  return value
}

/** The first character separates the values: `|one|two`. */
function listOf(text: string): string[] {
  return text.length <= 1 ? [] : text.slice(1).split(text.charAt(0))
}

const configException = (message: string) => new ClientError('java.io.IOException', message)
