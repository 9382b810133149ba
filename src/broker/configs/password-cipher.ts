import { ClientError } from '../../client/errors.ts'

/** A cipher by Java's name, with its key. */
export interface PasswordCipher {
  /** Bytes of the initialization vector. */
  readonly vectorBytes: number
  /** Bytes that prove that nobody changed the text; they stand behind it. Undefined: there are none. */
  readonly tagBytes: number | undefined
  encrypt(text: string, vector: Buffer): Buffer
  /** Throws an `Error` for what was encrypted with another key. */
  decrypt(bytes: Buffer, vector: Buffer): string
}

// Loaded when there is a password: few brokers have one, and it takes 4 ms.
const crypto = () => process.getBuiltinModule('node:crypto')

const cipherName = /^AES\/(?:(CBC)\/PKCS5Padding|(GCM|CFB|OFB)\/NoPadding)$/
const bitsPerByte = 8
const blockBytes = 16
const gcm = { vectorBytes: 12, tagBytes: 16 } as const

type Gcm = 'aes-128-gcm' | 'aes-192-gcm' | 'aes-256-gcm'

const gcmOfBits: Readonly<Record<number, Gcm>> = { 128: 'aes-128-gcm', 192: 'aes-192-gcm', 256: 'aes-256-gcm' }

/** Throws what Java would for a cipher that isn't known, and for a key that doesn't fit. */
export function passwordCipher(name: string, key: Buffer): PasswordCipher {
  const match = cipherName.exec(name)
  if (match === null) {
    throw new ClientError('java.security.NoSuchAlgorithmException', `Cannot find any provider supporting ${name}`)
  }
  const bits = key.length * bitsPerByte
  const withTag = gcmOfBits[bits]
  if (withTag === undefined) {
    throw new ClientError('java.security.InvalidKeyException', `Invalid AES key length: ${key.length} bytes`)
  }
  const mode = match[1] ?? match[2] ?? ''
  return mode === 'GCM' ? gcmCipher(withTag, key) : plainCipher(`aes-${bits}-${mode.toLowerCase()}`, key)
}

const plainCipher = (algorithm: string, key: Buffer): PasswordCipher => ({
  vectorBytes: blockBytes,
  tagBytes: undefined,
  encrypt(text, vector) {
    const cipher = crypto().createCipheriv(algorithm, key, vector)
    return Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  },
  decrypt(bytes, vector) {
    const decipher = crypto().createDecipheriv(algorithm, key, vector)
    return Buffer.concat([decipher.update(bytes), decipher.final()]).toString('utf8')
  },
})

const gcmCipher = (algorithm: Gcm, key: Buffer): PasswordCipher => ({
  ...gcm,
  encrypt(text, vector) {
    const cipher = crypto().createCipheriv(algorithm, key, vector)
    return Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  },
  decrypt(bytes, vector) {
    const decipher = crypto().createDecipheriv(algorithm, key, vector)
    decipher.setAuthTag(bytes.subarray(-gcm.tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(0, -gcm.tagBytes)), decipher.final()]).toString('utf8')
  },
})
