import { ConfigError } from './config-error.ts'
import type { PropertyReader } from './property-reader.ts'

/** How clients prove who they are, and what that is worth. */
export interface SecurityConfig {
  /** The schemes that access lists may name, beside `world` and `auth`. */
  readonly schemes: ReadonlySet<string>
  /** Java classes among `authProvider.*` that are not known here. */
  readonly unknownProviders: readonly string[]
  /** The id of the administrator, who may do everything. */
  readonly superDigest: string | undefined
  /** Of node's hashes the one for passwords in digest ids. */
  readonly digestHash: string
  /** Who is an administrator too after a SASL login. */
  readonly superUser: string | undefined
  /** The distinguished name of a certificate that makes an administrator of whoever has it. */
  readonly x509SuperUser: string | undefined
  /** This name in an access list means everyone with a SASL login. */
  readonly anySaslUser: string | undefined
  /** Clients have to have proved one of them before they may do anything; undefined demands nothing. */
  readonly requiredSchemes: ReadonlySet<string> | undefined
  readonly requiresSasl: boolean
  /** Whoever fails to log in by SASL may stay, without being anybody. */
  readonly allowsFailedSasl: boolean
  /** A file with who may log in by SASL. */
  readonly jaasFile: string | undefined
  /** The section of the JAAS file with the server's users. */
  readonly saslSection: string
  /** The password of the SASL user `super`, over the JAAS file's. */
  readonly saslSuperPassword: string | undefined
  /** Names of ensembles that a client may be sure to be connected to; undefined takes any. */
  readonly ensembleNames: ReadonlySet<string> | undefined
}

const providers: ReadonlyMap<string, string> = new Map([
  ['org.apache.zookeeper.server.auth.DigestAuthenticationProvider', 'digest'],
  ['org.apache.zookeeper.server.auth.EnsembleAuthenticationProvider', 'ensemble'],
  ['org.apache.zookeeper.server.auth.IPAuthenticationProvider', 'ip'],
  ['org.apache.zookeeper.server.auth.SASLAuthenticationProvider', 'sasl'],
  ['org.apache.zookeeper.server.auth.X509AuthenticationProvider', 'x509'],
])

const providerKey = /^(?:zookeeper\.)?authProvider\./

/** @throws ConfigError */
export function securityConfig(properties: ReadonlyMap<string, string>, read: PropertyReader): SecurityConfig {
  const named = [...properties].filter(([key]) => providerKey.test(key)).map(([, value]) => value.trim())
  const schemes = new Set(['ip'])
  if (read.flag('DigestAuthenticationProvider.enabled', true)) schemes.add('digest')
  if (read.text('secureClientPort') !== undefined) addCertificates(schemes, properties, read)
  for (const name of named) {
    const scheme = providers.get(name)
    if (scheme !== undefined) schemes.add(scheme)
  }
  return {
    schemes,
    unknownProviders: named.filter((name) => !providers.has(name)),
    superDigest: read.text('DigestAuthenticationProvider.superDigest'),
    digestHash: digestHash(read.text('DigestAuthenticationProvider.digestAlg') ?? 'SHA1'),
    superUser: read.text('superUser'),
    x509SuperUser: read.text('X509AuthenticationProvider.superUser'),
    anySaslUser: read.text('letAnySaslUserDoX'),
    ...enforcement(read, schemes),
    allowsFailedSasl: read.flag('allowSaslFailedClients', false),
    jaasFile: read.text('java.security.auth.login.config'),
    saslSection: read.text('sasl.serverconfig') ?? 'Server',
    saslSuperPassword: read.text('SASLAuthenticationProvider.superPassword'),
    ensembleNames: names(read.text('ensembleAuthName')),
  }
}

/**
 * Certificates prove something without an `authProvider` line of their own, where there is a port for them.
 * @throws ConfigError
 */
function addCertificates(schemes: Set<string>, properties: ReadonlyMap<string, string>, read: PropertyReader): void {
  const scheme = read.text('ssl.authProvider') ?? 'x509'
  const isNamed = [...properties.keys()].some((key) => key.endsWith(`authProvider.${scheme}`))
  if (scheme !== 'x509' && !isNamed) {
    throw new ConfigError(`No auth provider configured for the SSL authentication scheme '${scheme}'.`)
  }
  schemes.add('x509')
}

/** `SHA-256` is `sha256` for node. */
function digestHash(javaName: string): string {
  return javaName.toLowerCase().replace(/^sha-/, 'sha')
}

function enforcement(
  read: PropertyReader,
  schemes: ReadonlySet<string>,
): Pick<SecurityConfig, 'requiredSchemes' | 'requiresSasl'> {
  if (read.flag('sessionRequireClientSASLAuth', false)) {
    return checked(schemes, { requiredSchemes: new Set(['sasl']), requiresSasl: true })
  }
  if (!read.flag('enforce.auth.enabled', false)) return { requiredSchemes: undefined, requiresSasl: false }
  const requiredSchemes = names(read.text('enforce.auth.schemes')?.toLowerCase())
  if (requiredSchemes === undefined) {
    throw new ConfigError('zookeeper.enforce.auth.enabled is true zookeeper.enforce.auth.schemes must be configured.')
  }
  return checked(schemes, { requiredSchemes, requiresSasl: requiredSchemes.has('sasl') })
}

function checked<T extends { readonly requiredSchemes: ReadonlySet<string> }>(
  schemes: ReadonlySet<string>,
  enforced: T,
): T {
  for (const scheme of enforced.requiredSchemes) {
    if (!schemes.has(scheme)) throw new ConfigError(`Authentication scheme ${scheme} is not available.`)
  }
  return enforced
}

function names(text: string | undefined): ReadonlySet<string> | undefined {
  const each = text?.split(',').map((name) => name.trim())
  return each === undefined ? undefined : new Set(each.filter((name) => name !== ''))
}
