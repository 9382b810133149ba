import { createPrivateKey, X509Certificate } from 'node:crypto'
import { KeyStoreError } from './der.ts'
import { jksMagic, readJks } from './jks.ts'
import { readPkcs12 } from './pkcs12.ts'

/** What stands in a store. */
export interface StoredCertificates {
  /** PKCS #8 in DER; the first one when there are several. */
  readonly key: Buffer | undefined
  /** All, in DER. */
  readonly certificates: readonly Buffer[]
  /** Those that whoever uses it as a trust store trusts. */
  readonly trusted: readonly Buffer[]
}

export interface KeyStoreFile {
  readonly name: string
  readonly content: Buffer
  /** Undefined: nobody knows it, and a store that can be read without is taken as it is. */
  readonly password: string | undefined
  /** Of the private key, where it has one of its own. */
  readonly keyPassword?: string | undefined
  /** JKS, PEM or PKCS12; by the name's end where it is left out. */
  readonly type?: string | undefined
}

/** The store is fine, but holds certificates only. */
export class NoKeyError extends KeyStoreError {}

/** A key and its certificate with those that issued it, as PEM. @throws KeyStoreError (NoKeyError) */
export function readIdentity(file: KeyStoreFile): { key: string; cert: string } {
  return about(file, () => (typeOf(file) === 'PEM' ? pemIdentity(file) : storeIdentity(file)))
}

/** Certificates to trust, as PEM. @throws KeyStoreError */
export function readTrusted(file: KeyStoreFile): string[] {
  return about(file, () => {
    if (typeOf(file) === 'PEM') return pemCertificates(file.content.toString())
    return readStore(file).trusted.map(certificatePem)
  })
}

/** Puts the file's name in front of what is wrong with it. */
function about<T>(file: KeyStoreFile, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const Kind = error instanceof NoKeyError ? NoKeyError : KeyStoreError
    throw new Kind(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

const typesByEnd: readonly [RegExp, string][] = [
  [/\.jks$/i, 'JKS'],
  [/\.pem$/i, 'PEM'],
  [/\.(?:p12|pfx)$/i, 'PKCS12'],
]

function typeOf({ name, type }: KeyStoreFile): string {
  const found = type?.toUpperCase() || typesByEnd.find(([end]) => end.test(name))?.[1]
  if (found === 'JKS' || found === 'PEM' || found === 'PKCS12') return found
  if (found === undefined) throw new KeyStoreError('Unable to auto-detect store type from file name')
  throw new KeyStoreError(`key stores of the type ${found} are not supported: convert it to PKCS12 or PEM`)
}

/** Java too reads either format under either name. */
function readStore({ content, password, keyPassword = password }: KeyStoreFile): StoredCertificates {
  const isJks = content.length > 4 && content.readUInt32BE(0) === jksMagic
  return isJks ? readJks(content, password, keyPassword) : readPkcs12(content, password, keyPassword)
}

function storeIdentity(file: KeyStoreFile): { key: string; cert: string } {
  const { key, certificates } = readStore(file)
  if (key === undefined) throw new NoKeyError('there is no private key in it')
  const chain = chainOf(key, certificates)
  return { key: privateKey(key).export({ type: 'pkcs8', format: 'pem' }).toString(), cert: chain.join('') }
}

function privateKey(der: Buffer) {
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}

/** The key's certificate, then whoever issued the one before. */
function chainOf(key: Buffer, certificates: readonly Buffer[]): string[] {
  const own = privateKey(key)
  const all = certificates.map((der) => new X509Certificate(der))
  let next = all.find((each) => each.checkPrivateKey(own))
  if (next === undefined) throw new KeyStoreError('there is no certificate of the private key in it')
  const chain: X509Certificate[] = []
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next)
    const last: X509Certificate = next
    next = all.find((each) => each !== last && last.checkIssued(each))
  }
  return chain.map(({ raw }) => certificatePem(raw))
}

function certificatePem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const certificateBlocks = /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED )?CERTIFICATE-----/g
const keyBlock = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/

function pemCertificates(text: string): string[] {
  const found = text.match(certificateBlocks) ?? []
  if (found.length === 0) throw new KeyStoreError('there is no certificate in it')
  return found.map((block) => `${block}\n`)
}

function pemIdentity({ content, password }: KeyStoreFile): { key: string; cert: string } {
  const text = content.toString()
  const [block] = keyBlock.exec(text) ?? []
  if (block === undefined) throw new KeyStoreError('did not find a private key')
  const key = createPrivateKey({ key: block, passphrase: password }).export({ type: 'pkcs8', format: 'pem' })
  return { key: key.toString(), cert: pemCertificates(text).join('') }
}
