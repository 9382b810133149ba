import type { Random } from '../../base/random.ts'
import { ClientError } from '../../client/errors.ts'
import { passwordCipher } from './password-cipher.ts'

/** The settings of the encoder, which are never stored beside what it encoded. */
export const encoderPrefix = 'password.encoder.'

const saltBytes = 256
const bitsPerByte = 8

/** Gives a setting of the encoder by its name. */
export type EncoderSetting = (name: string) => string | null | undefined

/** Encrypts passwords as Kafka does before they go into ZooKeeper (KIP-226), and decrypts them. */
export interface PasswordEncoder {
  /** Throws what Java would for settings that don't fit together. */
  encode(password: string): string
  /** Throws an `Error` for what was encoded under another secret, or is no encoded password at all. */
  decode(text: string): string
}

/** Undefined without `password.encoder.secret`. */
export const passwordEncoder = (setting: EncoderSetting, random: Random): PasswordEncoder | undefined =>
  encoderUnder(setting(`${encoderPrefix}secret`), setting, random)

/** For what was encoded before the secret was changed. Undefined without `password.encoder.old.secret`. */
export const oldPasswordEncoder = (setting: EncoderSetting, random: Random): PasswordEncoder | undefined =>
  encoderUnder(setting(`${encoderPrefix}old.secret`), setting, random)

function encoderUnder(
  secret: string | null | undefined,
  setting: EncoderSetting,
  random: Random,
): PasswordEncoder | undefined {
  if (secret === null || secret === undefined) return undefined
  const encoding = {
    factory: setting(`${encoderPrefix}keyfactory.algorithm`) ?? 'PBKDF2WithHmacSHA512',
    cipher: setting(`${encoderPrefix}cipher.algorithm`) ?? 'AES/CBC/PKCS5Padding',
    keyLength: wholeNumber(setting(`${encoderPrefix}key.length`) ?? '128'),
    iterations: wholeNumber(setting(`${encoderPrefix}iterations`) ?? '4096'),
  }
  return { encode: (password) => encode(password, secret, encoding, random), decode: (text) => decode(text, secret) }
}

function wholeNumber(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new ClientError('java.lang.NumberFormatException', `For input string: "${text}"`)
}

/** How a password is encoded; the names are Java's. */
interface Encoding {
  readonly factory: string
  readonly cipher: string
  /** In bits. */
  readonly keyLength: number
  readonly iterations: number
}

function encode(password: string, secret: string, encoding: Encoding, random: Random): string {
  const { factory, keyLength, iterations } = encoding
  const salt = random.bytes(saltBytes)
  const cipher = passwordCipher(encoding.cipher, keyOf(secret, encoding, salt))
  const vector = random.bytes(cipher.vectorBytes)
  return Object.entries({
    encryptedPassword: cipher.encrypt(password, vector).toString('base64'),
    keyLength,
    cipherAlgorithm: encoding.cipher,
    initializationVector: vector.toString('base64'),
    keyFactoryAlgorithm: factory,
    passwordLength: password.length,
    ...(cipher.tagBytes !== undefined && { authenticationTagLength: cipher.tagBytes * bitsPerByte }),
    salt: salt.toString('base64'),
    iterations,
  })
    .map(([name, value]) => `${name}:${value}`)
    .join(',')
}

/** The text itself says how it was encoded; only the secret is not in it. */
function decode(text: string, secret: string): string {
  const fields = new Map(text.split(',').map((field) => [field.split(':', 1)[0], field.slice(field.indexOf(':') + 1)]))
  const field = (name: string): string => {
    const value = fields.get(name)
    if (value === undefined) throw new Error('Password could not be decoded')
    return value
  }
  const bytes = (name: string): Buffer => Buffer.from(field(name), 'base64')
  const encoding = {
    factory: field('keyFactoryAlgorithm'),
    cipher: field('cipherAlgorithm'),
    keyLength: wholeNumber(field('keyLength')),
    iterations: wholeNumber(field('iterations')),
  }
  const cipher = passwordCipher(encoding.cipher, keyOf(secret, encoding, bytes('salt')))
  const password = cipher.decrypt(bytes('encryptedPassword'), bytes('initializationVector'))
  if (password.length === wholeNumber(field('passwordLength'))) return password
  throw new Error('Password could not be decoded, sanity check of length failed')
}

function keyOf(secret: string, { factory, keyLength, iterations }: Encoding, salt: Buffer): Buffer {
  const hash = /^PBKDF2WithHmacSHA(1|224|256|384|512)$/.exec(factory)?.[1]
  if (hash === undefined) {
    const complaint = `${factory} SecretKeyFactory not available`
    throw new ClientError('java.security.NoSuchAlgorithmException', complaint)
  }
  const crypto = process.getBuiltinModule('node:crypto')
  return crypto.pbkdf2Sync(secret, salt, iterations, Math.floor(keyLength / bitsPerByte), `sha${hash}`)
}
