import { createHash } from 'node:crypto'
import type { PeerCertificate } from '../../net/transport.ts'
import type { Id } from '../../wire/jute/data.ts'
import { AuthPacket } from '../../wire/jute/requests.ts'
import { decodeJute } from '../../wire/schema/index.ts'
import type { SecurityConfig } from '../config/security.ts'

/** A client asked for another ensemble than this one: it has to look elsewhere. */
export class WrongEnsembleError extends Error {
  override readonly name = 'WrongEnsembleError'
}

/**
 * Who an auth packet proves its sender to be; undefined when it proves nothing.
 * @throws MalformedError, WrongEnsembleError
 */
export function authenticate(body: Buffer, security: SecurityConfig): readonly Id[] | undefined {
  const { scheme, auth } = decodeJute(AuthPacket, body)
  if (scheme === null || !security.schemes.has(scheme)) return undefined
  if (scheme === 'ip') return []
  if (scheme === 'ensemble') return checkEnsemble(auth, security)
  return scheme === 'digest' && auth !== null ? passwordIds(auth, security) : undefined
}

function passwordIds(userAndPassword: Buffer, { digestHash, superDigest }: SecurityConfig): readonly Id[] {
  const id = digestId(userAndPassword, digestHash)
  const own = { scheme: 'digest', id }
  return id === superDigest ? [{ scheme: 'super', id: '' }, own] : [own]
}

/** Who a client is by its certificate, which TLS has checked. */
export function certificateIds(certificate: PeerCertificate | undefined, security: SecurityConfig): readonly Id[] {
  if (certificate === undefined || !security.schemes.has('x509')) return []
  const { subject } = certificate
  const own = { scheme: 'x509', id: subject }
  return subject === security.x509SuperUser ? [{ scheme: 'super', id: subject }, own] : [own]
}

/** `user:base64(hash(user:password))`, from the `user:password` of an auth packet. */
function digestId(userAndPassword: Buffer, hash: string): string {
  const [user] = userAndPassword.toString('utf8').split(':')
  return `${user}:${createHash(hash).update(userAndPassword).digest('base64')}`
}

function checkEnsemble(name: Buffer | null, { ensembleNames }: SecurityConfig): readonly Id[] {
  const wanted = name?.toString('utf8') ?? ''
  if (wanted === '' || ensembleNames === undefined || ensembleNames.has(wanted)) return []
  throw new WrongEnsembleError(`Unexpected ensemble name: ensemble name: ${wanted}`)
}
