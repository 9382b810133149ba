/** The SCRAM mechanisms that Kafka knows (RFC 5802, KIP-554). */
export const scramMechanisms = {
  'SCRAM-SHA-256': { type: 1, hash: 'sha256', keyLength: 32, minIterations: 4096 },
  'SCRAM-SHA-512': { type: 2, hash: 'sha512', keyLength: 64, minIterations: 4096 },
} as const
export type ScramMechanism = keyof typeof scramMechanisms

export const scramMechanismNames = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const satisfies readonly ScramMechanism[]

export const isScramMechanism = (name: string): name is ScramMechanism => Object.hasOwn(scramMechanisms, name)

/** By Kafka's number; UNKNOWN for one that 3.7 has not. */
export function scramMechanismName(type: number): string {
  return scramMechanismNames.find((name) => scramMechanisms[name].type === type) ?? 'UNKNOWN'
}

// Loaded when a password is at hand: most commands need no cryptography, and it takes 4 ms.
const crypto = () => process.getBuiltinModule('node:crypto')

export interface ScramPassword {
  readonly password: string
  readonly salt: Buffer
  readonly iterations: number
}

/** RFC 5802's SaltedPassword. */
export function saltedPassword(mechanism: ScramMechanism, { password, salt, iterations }: ScramPassword): Buffer {
  const { hash, keyLength } = scramMechanisms[mechanism]
  return crypto().pbkdf2Sync(password, salt, iterations, keyLength, hash)
}

/** RFC 5802's StoredKey and ServerKey: what a server keeps in place of the password. */
export function scramKeys(mechanism: ScramMechanism, salted: Buffer): { storedKey: Buffer; serverKey: Buffer } {
  return {
    storedKey: scramHash(mechanism, clientKey(mechanism, salted)),
    serverKey: scramHmac(mechanism, salted, 'Server Key'),
  }
}

/** What only somebody with the password can make; its hash is the StoredKey. */
export function clientKey(mechanism: ScramMechanism, salted: Buffer): Buffer {
  return scramHmac(mechanism, salted, 'Client Key')
}

export function scramHmac(mechanism: ScramMechanism, key: Buffer, text: string): Buffer {
  return crypto().createHmac(scramMechanisms[mechanism].hash, key).update(text).digest()
}

export function scramHash(mechanism: ScramMechanism, bytes: Buffer): Buffer {
  return crypto().createHash(scramMechanisms[mechanism].hash).update(bytes).digest()
}
