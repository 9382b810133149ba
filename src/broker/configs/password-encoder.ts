import type { Random } from '../../base/random.ts'
import { ConfigError } from './validators.ts'

/** The settings of the encoder, which are never stored beside what it encoded. */
export const encoderPrefix = 'password.encoder.'

const saltBytes = 256
const blockBytes = 16
const bitsPerByte = 8

const defaultCipher = 'AES/CBC/PKCS5Padding'
const defaultKeyFactory = 'PBKDF2WithHmacSHA512'

/** Java's names of the only kind of cipher that is known here, and of the hashes for its key. */
const cipherName = /^AES\/CBC\/PKCS5Padding$/
const keyFactory = /^PBKDF2WithHmacSHA(1|224|256|384|512)$/

/** Gives a setting of the encoder by its name. */
export type EncoderSetting = (name: string) => string | null | undefined

/** Encrypts passwords as Kafka does before they go into ZooKeeper (KIP-226), and decrypts them. */
export interface PasswordEncoder {
  encode(password: string): string
  /** Throws an `Error` for what was encoded under another secret, or is no encoded password at all. */
  decode(text: string): string
}

/** Undefined without `password.encoder.secret`. Throws `ConfigError` for a cipher that isn't known. */
export function passwordEncoder(setting: EncoderSetting, random: Random): PasswordEncoder | undefined {
  const secret = setting(`${encoderPrefix}secret`)
  return secret === null || secret === undefined ? undefined : encoderOf(secret, setting, random)
}

/** What was encoded before the secret was changed. Undefined without `password.encoder.old.secret`. */
export function oldPasswordEncoder(setting: EncoderSetting, random: Random): PasswordEncoder | undefined {
  const secret = setting(`${encoderPrefix}old.secret`)
  return secret === null || secret === undefined ? undefined : encoderOf(secret, setting, random)
}

function encoderOf(secret: string, setting: EncoderSetting, random: Random): PasswordEncoder {
  const factory = setting(`${encoderPrefix}keyfactory.algorithm`) ?? defaultKeyFactory
  const cipher = setting(`${encoderPrefix}cipher.algorithm`) ?? defaultCipher
  const known = (what: string, name: string, pattern: RegExp) => {
    if (!pattern.test(name)) throw new ConfigError(`${encoderPrefix}${what}.algorithm`, name, '')
  }
  known('cipher', cipher, cipherName)
  known('keyfactory', factory, keyFactory)
  const keyLength = Number(setting(`${encoderPrefix}key.length`) ?? '128')
  const iterations = Number(setting(`${encoderPrefix}iterations`) ?? '4096')
  return {
    encode: (password) => encode({ secret, factory, cipher, keyLength, iterations, password }, random),
    decode: (text) => decode(text, secret),
  }
}

interface Encoding {
  readonly secret: string
  readonly factory: string
  readonly cipher: string
  /** In bits. */
  readonly keyLength: number
  readonly iterations: number
  readonly password: string
}

// Loaded when there is a password: few brokers have one, and it takes 4 ms.
const crypto = () => process.getBuiltinModule('node:crypto')

function encode(encoding: Encoding, random: Random): string {
  const { factory, cipher, keyLength, iterations, password } = encoding
  const [salt, vector] = [random.bytes(saltBytes), random.bytes(blockBytes)]
  const encryption = crypto().createCipheriv(`aes-${keyLength}-cbc`, keyOf(encoding, salt), vector)
  const encrypted = Buffer.concat([encryption.update(password, 'utf8'), encryption.final()])
  return Object.entries({
    encryptedPassword: encrypted.toString('base64'),
    keyLength,
    cipherAlgorithm: cipher,
    initializationVector: vector.toString('base64'),
    keyFactoryAlgorithm: factory,
    passwordLength: password.length,
    salt: salt.toString('base64'),
    iterations,
  })
    .map(([name, value]) => `${name}:${value}`)
    .join(',')
}

/** The text itself says how it was encoded; only the secret is not in it. */
function decode(text: string, secret: string): string {
  const fields = new Map(text.split(',').map((field) => [field.split(':', 1)[0], field.slice(field.indexOf(':') + 1)]))
  const bytes = (name: string) => Buffer.from(fields.get(name) ?? '', 'base64')
  const [factory = '', cipher = ''] = [fields.get('keyFactoryAlgorithm'), fields.get('cipherAlgorithm')]
  if (!cipherName.test(cipher) || !keyFactory.test(factory)) throw new Error('Password could not be decoded')
  const [keyLength, iterations] = [Number(fields.get('keyLength')), Number(fields.get('iterations'))]
  const key = keyOf({ secret, factory, keyLength, iterations }, bytes('salt'))
  const decryption = crypto().createDecipheriv(`aes-${keyLength}-cbc`, key, bytes('initializationVector'))
  const password = Buffer.concat([decryption.update(bytes('encryptedPassword')), decryption.final()]).toString('utf8')
  if (password.length === Number(fields.get('passwordLength'))) return password
  throw new Error('Password could not be decoded, sanity check of length failed')
}

function keyOf(
  { secret, factory, keyLength, iterations }: Omit<Encoding, 'cipher' | 'password'>,
  salt: Buffer,
): Buffer {
  const hash = `sha${keyFactory.exec(factory)?.[1]}`
  return crypto().pbkdf2Sync(secret, salt, iterations, keyLength / bitsPerByte, hash)
}
