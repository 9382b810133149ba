import type { SecureContextOptions, SecureVersion } from 'node:tls'
import { opensslCiphers } from './cipher-names.ts'
import { KeyStoreError } from './der.ts'
import { type KeyStoreFile, readIdentity, readTrusted } from './key-store.ts'

export type ClientAuth = 'none' | 'want' | 'need'

/** How a TLS connection is to be, with all files read. */
export interface TlsSettings {
  readonly context: SecureContextOptions
  /** Whether the server's certificate has to be made out to the host that is asked. */
  readonly hostnameVerification: boolean
  /** Where it was asked for by name, a certificate for its address is not enough: Kafka's way; ZooKeeper takes either. */
  readonly onlyByName?: boolean
  /** Whether a client's certificate has to be made out to the host that it comes from. */
  readonly clientHostnameVerification: boolean
  /** What a server asks of its clients. */
  readonly clientAuth: ClientAuth
}

export interface TlsSources {
  /** ZooKeeper's own keys, as `keyStore.location` behind the prefix. */
  readonly properties: ReadonlyMap<string, string>
  /** `zookeeper.ssl.` of a client, `ssl.` or `ssl.quorum.` of a server. */
  readonly prefix: string
  /** Whether clients' hosts are checked when nothing is said about it: between servers they are. */
  readonly verifyClients?: boolean
  /** @throws Node's own error */
  readFile(name: string): Buffer
}

/** Reads ZooKeeper's TLS properties and the files that they name. @throws KeyStoreError, and what `readFile` throws */
export function readTlsSettings({ properties, prefix, verifyClients = false, readFile }: TlsSources): TlsSettings {
  const get = (key: string) => properties.get(prefix + key)?.trim() || undefined
  const isOn = (key: string, otherwise: boolean) => (get(key)?.toLowerCase() ?? String(otherwise)) === 'true'
  for (const key of ['crl', 'ocsp']) {
    if (isOn(key, false)) throw new KeyStoreError(`${prefix}${key}: revocation of certificates can't be checked`)
  }
  const store = (kind: string): KeyStoreFile | undefined => {
    const name = get(`${kind}.location`)
    if (name === undefined) return undefined
    const file = get(`${kind}.passwordPath`)
    const password = file === undefined ? (get(`${kind}.password`) ?? '') : readFile(file).toString().trimEnd()
    return { name, content: readFile(name), password, type: get(`${kind}.type`) }
  }
  const identity = store('keyStore')
  const trusted = store('trustStore')
  const hostnameVerification = isOn('hostnameVerification', true)
  return {
    context: {
      ...(identity === undefined ? {} : readIdentity(identity)),
      // As in Java whatever stands in the trust store is trusted, not only what signed itself.
      ...(trusted === undefined ? {} : { ca: readTrusted(trusted), allowPartialTrustChain: true }),
      ...versions(get('enabledProtocols') ?? get('protocol')),
      ...ciphers(get('ciphersuites')),
    },
    hostnameVerification,
    clientHostnameVerification: hostnameVerification && isOn('clientHostnameVerification', verifyClients),
    clientAuth: clientAuth(get('clientAuth')),
  }
}

function clientAuth(text = 'need'): ClientAuth {
  const value = text.toLowerCase()
  if (value === 'none' || value === 'want' || value === 'need') return value
  throw new KeyStoreError(`clientAuth is ${text}, but has to be one of none, want and need`)
}

const knownVersions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']

type ProtocolRange = Pick<SecureContextOptions, 'minVersion' | 'maxVersion'>

/** From the oldest to the newest version that is named; from TLS 1.2 on when none is. */
export function protocolRange(names: readonly string[]): ProtocolRange {
  const wanted = knownVersions.filter((version) => names.includes(version))
  const [minVersion = 'TLSv1.2'] = wanted
  const maxVersion = wanted.at(-1)
  return { minVersion, ...(maxVersion === undefined ? {} : { maxVersion }) }
}

function versions(text: string | undefined): ProtocolRange {
  const range = protocolRange(text?.split(',').map((name) => name.trim()) ?? [])
  if (text !== undefined && range.maxVersion === undefined) throw new KeyStoreError(`${text}: no such version of TLS`)
  return range
}

function ciphers(text: string | undefined): Pick<SecureContextOptions, 'ciphers'> {
  return text === undefined ? {} : { ciphers: opensslCiphers(text.split(',')) }
}
