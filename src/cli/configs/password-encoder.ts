import type { Random } from '../../base/random.ts'
import { configError } from '../../client/errors.ts'

/** The settings of the encoder, which are given beside the passwords and never stored. */
export const encoderPrefix = 'password.encoder.'

const saltBytes = 256
const blockBytes = 16
const bitsPerByte = 8

/** Java's name of the only kind of cipher that is known here, by the mode. */
const cipherName = /^AES\/(CBC)\/PKCS5Padding$/

const keyHash = 'sha512'

/**
 * Encrypts passwords as brokers do before they put them into ZooKeeper (KIP-226), under `password.encoder.secret`.
 * Undefined without a secret. Throws a ClientError (ConfigException) for a cipher that isn't known.
 */
export function passwordEncoder(
  settings: ReadonlyMap<string, string>,
  random: Random,
): ((password: string) => string) | undefined {
  const secret = settings.get('password.encoder.secret')
  if (secret === undefined) return undefined
  const cipher = settings.get('password.encoder.cipher.algorithm') ?? 'AES/CBC/PKCS5Padding'
  if (!cipherName.test(cipher))
    throw configError(`Invalid value ${cipher} for configuration password.encoder.cipher.algorithm`)
  const keyLength = Number(settings.get('password.encoder.key.length') ?? '128')
  const iterations = Number(settings.get('password.encoder.iterations') ?? '4096')
  return (password) => encode({ secret, cipher, keyLength, iterations, password }, random)
}

interface Encoding {
  readonly secret: string
  readonly cipher: string
  /** In bits. */
  readonly keyLength: number
  readonly iterations: number
  readonly password: string
}

function encode({ secret, cipher, keyLength, iterations, password }: Encoding, random: Random): string {
  const crypto = process.getBuiltinModule('node:crypto')
  const [salt, vector] = [random.bytes(saltBytes), random.bytes(blockBytes)]
  const key = crypto.pbkdf2Sync(secret, salt, iterations, keyLength / bitsPerByte, keyHash)
  const encryption = crypto.createCipheriv(`aes-${keyLength}-cbc`, key, vector)
  const encrypted = Buffer.concat([encryption.update(password, 'utf8'), encryption.final()])
  return Object.entries({
    encryptedPassword: encrypted.toString('base64'),
    keyLength,
    cipherAlgorithm: cipher,
    initializationVector: vector.toString('base64'),
    keyFactoryAlgorithm: 'PBKDF2WithHmacSHA512',
    passwordLength: password.length,
    salt: salt.toString('base64'),
    iterations,
  })
    .map(([name, value]) => `${name}:${value}`)
    .join(',')
}
