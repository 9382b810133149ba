import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import { type Der, integerOf, KeyStoreError, oidOf, partAt, partsOf } from './der.ts'

const pbes2 = '1.2.840.113549.1.5.13'
const pbeSha1TripleDes = '1.2.840.113549.1.12.1.3'
const pbeSha1Rc2 = '1.2.840.113549.1.12.1.6'

const hmacs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

const ciphers: Readonly<Record<string, { name: string; keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyLength: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyLength: 24 },
}

/** Decrypts what a password protects in a PKCS #12 store (RFC 7292, RFC 8018). @throws KeyStoreError */
export function decrypt(algorithm: Der, encrypted: Buffer, password: string): Buffer {
  const oid = oidOf(partAt(algorithm, 0))
  const { name, key, iv } = keyFor(oid, partAt(algorithm, 1), password)
  try {
    const decipher = createDecipheriv(name, key, iv)
    return Buffer.concat([decipher.update(encrypted), decipher.final()])
  } catch {
    throw new KeyStoreError('keystore password was incorrect')
  }
}

function keyFor(oid: string, parameters: Der, password: string) {
  if (oid === pbes2) return pbes2Key(parameters, password)
  if (oid === pbeSha1TripleDes) {
    const salt = partAt(parameters, 0).content
    const iterations = integerOf(partAt(parameters, 1))
    const derive = (purpose: number, length: number) =>
      derivePkcs12('sha1', { password, salt, iterations, purpose, length })
    return { name: 'des-ede3-cbc', key: derive(1, 24), iv: derive(2, 8) }
  }
  const remedy = 'write it anew with a newer keytool or openssl, or as PEM'
  if (oid === pbeSha1Rc2) throw new KeyStoreError(`it is encrypted with RC2, which is not supported: ${remedy}`)
  throw new KeyStoreError(`it is encrypted with ${oid}, which is not supported: ${remedy}`)
}

function pbes2Key(parameters: Der, password: string) {
  const [salt, iterations, ...rest] = partsOf(partAt(parameters, 0, 1))
  const cipher = ciphers[oidOf(partAt(parameters, 1, 0))]
  if (salt === undefined || iterations === undefined || cipher === undefined) {
    throw new KeyStoreError('it is encrypted in a way that is not supported')
  }
  const prf = rest.find(({ tag }) => tag === 0x30)
  const hmac = prf === undefined ? 'sha1' : hmacs[oidOf(partAt(prf, 0))]
  if (hmac === undefined) throw new KeyStoreError('its keys are derived in a way that is not supported')
  const key = pbkdf2Sync(password, salt.content, integerOf(iterations), cipher.keyLength, hmac)
  return { name: cipher.name, key, iv: partAt(parameters, 1, 1).content }
}

interface Derivation {
  readonly password: string
  readonly salt: Buffer
  readonly iterations: number
  /** 1 for a key, 2 for an initial vector, 3 for a MAC's key. */
  readonly purpose: number
  readonly length: number
}

/** Key derivation of RFC 7292, appendix B.2. */
export function derivePkcs12(hash: string, { password, salt, iterations, purpose, length }: Derivation): Buffer {
  const block = hash === 'sha384' || hash === 'sha512' ? 128 : 64
  const diversifier = Buffer.alloc(block, purpose)
  const input = Buffer.concat([repeated(salt, block), repeated(passwordBytes(password), block)])
  const parts: Buffer[] = []
  for (let size = 0; size < length; ) {
    let digest = createHash(hash).update(diversifier).update(input).digest()
    for (let round = 1; round < iterations; round++) digest = createHash(hash).update(digest).digest()
    parts.push(digest)
    size += digest.length
    addToBlocks(input, repeated(digest, block).subarray(0, block), block)
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** UTF-16 with a zero behind it. */
function passwordBytes(password: string): Buffer {
  return Buffer.from(`${password}\0`, 'utf16le').swap16()
}

/** The bytes over and over, until whole blocks are full. */
function repeated(bytes: Buffer, block: number): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)
}

/** Adds a block and 1 to each block of `input`, as numbers. */
function addToBlocks(input: Buffer, added: Buffer, block: number): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let at = block - 1; at >= 0; at--) {
      carry += input.readUInt8(start + at) + added.readUInt8(at)
      input.writeUInt8(carry & 0xff, start + at)
      carry >>= 8
    }
  }
}
