import { createHash } from 'node:crypto'
import { parseDirectives, quoted, SaslError } from './directives.ts'

/** Who proves what to whom; both sides come to the same hash. */
interface Proof {
  readonly username: string
  readonly realm: string
  readonly password: string
  readonly nonce: string
  readonly cnonce: string
  /** The same nonce is used once. */
  readonly nonceCount: string
  readonly digestUri: string
  readonly authorizationId: string | undefined
}

export interface DigestMd5Client {
  readonly username: string
  readonly password: string
  /** `zookeeper`. */
  readonly service: string
  /** The server's name as both sides take it for agreed; ZooKeeper's is `zk-sasl-md5`. */
  readonly host: string
  /** Never used before, hard to guess. */
  readonly cnonce: string
  /** On whose behalf; undefined is the user's own. */
  readonly authorizationId?: string
}

export interface DigestMd5Answer {
  readonly response: Buffer
  /** Whether this is the word of a server that knows the password too. */
  checksOut(rspauth: Buffer): boolean
}

/**
 * A client's answer to a server's challenge (RFC 2831, quality of protection `auth`).
 * @throws SaslError
 */
export function digestMd5Answer(challenge: Buffer, client: DigestMd5Client): DigestMd5Answer {
  const told = parseDirectives(challenge)
  const nonce = told.get('nonce')
  if (nonce === undefined) throw new SaslError('DIGEST-MD5: the challenge has no nonce')
  if (told.get('algorithm') !== 'md5-sess') throw new SaslError('DIGEST-MD5: the challenge asks for no md5-sess')
  if (
    told
      .get('qop')
      ?.split(/[\s,]+/)
      .includes('auth') === false
  ) {
    throw new SaslError('DIGEST-MD5: the server asks for more than authentication')
  }
  const { username, password, service, host, cnonce, authorizationId } = client
  const isUtf8 = told.has('charset')
  const proof: Proof = {
    username,
    realm: told.get('realm') ?? '',
    password,
    nonce,
    cnonce,
    nonceCount: '00000001',
    digestUri: `${service}/${host}`,
    authorizationId,
  }
  const text = [...(isUtf8 ? ['charset=utf-8'] : []), ...answerDirectives(proof)].join(',')
  return {
    response: Buffer.from(text, isUtf8 ? 'utf8' : 'latin1'),
    checksOut: (rspauth) => parseDirectives(rspauth).get('rspauth') === digest(proof, ''),
  }
}

function answerDirectives(proof: Proof): string[] {
  return [
    `username=${quoted(proof.username)}`,
    `realm=${quoted(proof.realm)}`,
    `nonce=${quoted(proof.nonce)}`,
    `nc=${proof.nonceCount}`,
    `cnonce=${quoted(proof.cnonce)}`,
    `digest-uri=${quoted(proof.digestUri)}`,
    'maxbuf=65536',
    `response=${digest(proof, 'AUTHENTICATE')}`,
    'qop=auth',
    ...(proof.authorizationId === undefined ? [] : [`authzid=${quoted(proof.authorizationId)}`]),
  ]
}

export interface DigestMd5Server {
  readonly service: string
  /** The server's name, and its realm. */
  readonly host: string
  /** Never used before, hard to guess. */
  readonly nonce: string
  /** Undefined for who is unknown. */
  passwordOf(username: string): string | undefined
}

/** What a server asks of whoever wants to prove who they are. */
export function digestMd5Challenge({ host, nonce }: Pick<DigestMd5Server, 'host' | 'nonce'>): Buffer {
  return Buffer.from(`realm=${quoted(host)},nonce=${quoted(nonce)},charset=utf-8,algorithm=md5-sess`)
}

/**
 * Checks a client's answer to the challenge; gives who it is, and what proves to it that we know its password as well.
 * @throws SaslError for whoever proves nothing
 */
export function checkDigestMd5(response: Buffer, server: DigestMd5Server): { username: string; rspauth: Buffer } {
  const told = parseDirectives(response)
  const username = required(told, 'username')
  const proof: Proof = {
    username,
    realm: told.get('realm') ?? '',
    password: server.passwordOf(username) ?? '',
    nonce: required(told, 'nonce'),
    cnonce: required(told, 'cnonce'),
    nonceCount: required(told, 'nc'),
    digestUri: required(told, 'digest-uri'),
    authorizationId: told.get('authzid'),
  }
  checkAgreement(proof, told, server)
  if (server.passwordOf(username) === undefined) {
    throw new SaslError(`DIGEST-MD5: cannot acquire password for ${username} in realm : ${server.host}`)
  }
  if (required(told, 'response') !== digest(proof, 'AUTHENTICATE')) {
    throw new SaslError('DIGEST-MD5: digest response format violation. Mismatched response.')
  }
  return { username, rspauth: Buffer.from(`rspauth=${digest(proof, '')}`) }
}

function checkAgreement(proof: Proof, told: ReadonlyMap<string, string>, { service, host, nonce }: DigestMd5Server) {
  const violation = (what: string) => new SaslError(`DIGEST-MD5: digest response format violation. ${what}`)
  if (proof.realm !== host) throw violation(`Nonexistent realm: ${proof.realm}`)
  if (proof.nonce !== nonce) throw violation('Mismatched nonce.')
  if (Number.parseInt(proof.nonceCount, 16) !== 1) throw violation('Nonce count does not match: ')
  if (proof.digestUri.toLowerCase() !== `${service}/${host}`) throw violation('Mismatched URI: ')
  if ((told.get('qop') ?? 'auth') !== 'auth') throw violation(`Invalid QOP: ${told.get('qop')}`)
}

function required(told: ReadonlyMap<string, string>, name: string): string {
  const value = told.get(name)
  if (value === undefined) throw new SaslError(`DIGEST-MD5: digest response format violation. Missing ${name}.`)
  return value
}

/** @param method `AUTHENTICATE` for the client's word, nothing for the server's */
function digest(proof: Proof, method: '' | 'AUTHENTICATE'): string {
  const { username, realm, password, nonce, cnonce, nonceCount, digestUri, authorizationId } = proof
  const secret = md5(...[username, ':', realm, ':', password].map(narrow))
  const onBehalf = authorizationId === undefined ? '' : `:${authorizationId}`
  const session = md5(secret, Buffer.from(`:${nonce}:${cnonce}${onBehalf}`)).toString('hex')
  const purpose = md5(Buffer.from(`${method}:${digestUri}`)).toString('hex')
  return md5(Buffer.from(`${session}:${nonce}:${nonceCount}:${cnonce}:auth:${purpose}`)).toString('hex')
}

/** Texts that ISO 8859-1 can spell are hashed in it (RFC 2831, section 2.1.2.1), so that UTF-8 changed nothing for them. */
function narrow(text: string): Buffer {
  return Buffer.from(text, /^[\0-\xff]*$/.test(text) ? 'latin1' : 'utf8')
}

function md5(...parts: Buffer[]): Buffer {
  const hash = createHash('md5')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
