import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Der, integerOf, KeyStoreError, oidOf, partAt, partsOf, readDer } from './der.ts'
import type { StoredCertificates } from './key-store.ts'
import { decrypt, derivePkcs12 } from './password-encryption.ts'

const type = {
  encryptedData: '1.2.840.113549.1.7.6',
  data: '1.2.840.113549.1.7.1',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
} as const

/** How Java marks the certificates that it trusts. */
const trustedKeyUsage = '2.16.840.1.113894.746875.1.1'

/** Reads a PKCS #12 store (RFC 7292). @throws KeyStoreError */
export function readPkcs12(
  bytes: Buffer,
  storePassword: string | undefined,
  keyPassword: string | undefined,
): StoredCertificates {
  if (storePassword === undefined) throw new KeyStoreError('it can not be read without its password')
  const password = storePassword
  const [, authSafe, mac] = partsOf(readDer(bytes))
  if (authSafe === undefined) throw new KeyStoreError('it is no PKCS #12 store')
  const content = partAt(authSafe, 1, 0).content
  if (mac !== undefined) checkMac(mac, content, password)
  const bags = partsOf(readDer(content)).flatMap((info) => partsOf(readDer(safeContents(info, password))))
  const keys: Buffer[] = []
  const found: { der: Buffer; isTrusted: boolean }[] = []
  for (const bag of bags) {
    const kind = oidOf(partAt(bag, 0))
    const value = partAt(bag, 1, 0)
    if (kind === type.keyBag) keys.push(value.whole)
    if (kind === type.shroudedKeyBag)
      keys.push(decrypt(partAt(value, 0), partAt(value, 1).content, keyPassword ?? password))
    if (kind === type.certBag) found.push({ der: partAt(value, 1, 0).content, isTrusted: isMarkedTrusted(bag) })
  }
  const trusted = found.filter(({ isTrusted }) => isTrusted)
  return {
    key: keys[0],
    certificates: found.map(({ der }) => der),
    trusted: (trusted.length > 0 ? trusted : found).map(({ der }) => der),
  }
}

function safeContents(info: Der, password: string): Buffer {
  const kind = oidOf(partAt(info, 0))
  if (kind === type.data) return partAt(info, 1, 0).content
  if (kind !== type.encryptedData) throw new KeyStoreError(`it has a part of the type ${kind}, which is not supported`)
  const encrypted = partAt(info, 1, 0, 1)
  return decrypt(partAt(encrypted, 1), partAt(encrypted, 2).content, password)
}

function isMarkedTrusted(bag: Der): boolean {
  const [, , attributes] = partsOf(bag)
  return attributes !== undefined && partsOf(attributes).some((each) => oidOf(partAt(each, 0)) === trustedKeyUsage)
}

const digests: Readonly<Record<string, { name: string; length: number }>> = {
  '1.3.14.3.2.26': { name: 'sha1', length: 20 },
  '2.16.840.1.101.3.4.2.1': { name: 'sha256', length: 32 },
  '2.16.840.1.101.3.4.2.2': { name: 'sha384', length: 48 },
  '2.16.840.1.101.3.4.2.3': { name: 'sha512', length: 64 },
}

function checkMac(mac: Der, content: Buffer, password: string): void {
  const [info, salt, rounds] = partsOf(mac)
  const digest = info === undefined ? undefined : digests[oidOf(partAt(info, 0, 0))]
  if (info === undefined || salt === undefined || digest === undefined) {
    throw new KeyStoreError('its seal is of a kind that is not supported')
  }
  const iterations = rounds === undefined ? 1 : integerOf(rounds)
  const derivation = { password, salt: salt.content, iterations, purpose: 3, length: digest.length }
  const expected = createHmac(digest.name, derivePkcs12(digest.name, derivation)).update(content).digest()
  const stored = partAt(info, 1).content
  if (stored.length !== expected.length || !timingSafeEqual(stored, expected)) {
    throw new KeyStoreError('keystore password was incorrect')
  }
}
