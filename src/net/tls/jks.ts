import { createHash } from 'node:crypto'
import { KeyStoreError, partAt, readDer } from './der.ts'
import type { StoredCertificates } from './key-store.ts'

export const jksMagic = 0xfeedfeed
const digestLength = 20

/** Reads Java's old format of its own; certificates lie open in it, so without a password there is just no seal to check. @throws KeyStoreError */
export function readJks(
  bytes: Buffer,
  password: string | undefined,
  keyPassword: string | undefined,
): StoredCertificates {
  if (password !== undefined) checkSeal(bytes, password)
  const input = new Input(bytes)
  input.skip(4)
  const version = input.int()
  const certificate = () => {
    if (version > 1) input.text()
    return input.block()
  }
  let key: Buffer | undefined
  const certificates: Buffer[] = []
  const trusted: Buffer[] = []
  for (let left = input.int(); left > 0; left--) {
    const isKey = input.int() === 1
    input.text()
    input.skip(8)
    if (!isKey) {
      trusted.push(certificate())
      continue
    }
    const stored = input.block()
    key ??= unlockKey(stored, keyPassword ?? '')
    for (let length = input.int(); length > 0; length--) certificates.push(certificate())
  }
  return { key, certificates, trusted }
}

function javaPassword(password: string): Buffer {
  return Buffer.from(password, 'utf16le').swap16()
}

const sha1 = (...parts: Uint8Array[]) => {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

function checkSeal(bytes: Buffer, password: string): void {
  const end = bytes.length - digestLength
  if (end < 12) throw new KeyStoreError('it ends too early')
  // The words that Java mixes in.
  const expected = sha1(javaPassword(password), Buffer.from('Mighty Aphrodite'), bytes.subarray(0, end))
  if (!expected.equals(bytes.subarray(end)))
    throw new KeyStoreError('Keystore was tampered with, or password was incorrect')
}

/** The key is mixed with a chain of digests of salt and password. */
function unlockKey(stored: Buffer, password: string): Buffer {
  const locked = partAt(readDer(stored), 1).content
  const secret = javaPassword(password)
  let digest = locked.subarray(0, digestLength)
  const key = Buffer.from(locked.subarray(digestLength, locked.length - digestLength))
  for (let at = 0; at < key.length; at++) {
    if (at % digestLength === 0) digest = sha1(secret, digest)
    key.writeUInt8(key.readUInt8(at) ^ digest.readUInt8(at % digestLength), at)
  }
  if (!sha1(secret, key).equals(locked.subarray(locked.length - digestLength))) {
    throw new KeyStoreError("the key's password was incorrect")
  }
  return key
}

class Input {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  skip(length: number): Buffer {
    const end = this.#at + length
    if (length < 0 || end > this.#bytes.length) throw new KeyStoreError('it ends too early')
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }

  int(): number {
    return this.skip(4).readInt32BE()
  }

  text(): string {
    return this.skip(this.skip(2).readUInt16BE()).toString()
  }

  block(): Buffer {
    return this.skip(this.int())
  }
}
