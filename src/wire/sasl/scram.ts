import type { SaslClient } from './client.ts'
import { SaslError } from './directives.ts'
import {
  clientKey,
  type ScramMechanism,
  saltedPassword,
  scramHash,
  scramHmac,
  scramKeys,
  scramMechanisms,
} from './scram-keys.ts'

export interface ScramClient {
  readonly mechanism: ScramMechanism
  readonly username: string
  readonly password: string
  /** Never used before, hard to guess; printable ASCII without commas. */
  readonly nonce: string
  /** Kafka's own, `tokenauth=true` where the password is a delegation token's. */
  readonly extensions?: ReadonlyMap<string, string>
}

/** Beyond this the derivation takes seconds, which nobody could interrupt: what asks for more means ill. */
const mostIterations = 1_000_000

/** Proves to know a password without telling it, and has the server prove the same (RFC 5802, without channel binding). */
export function scramClient(client: ScramClient): SaslClient {
  const { username, nonce, extensions = new Map() } = client
  const name = username.replaceAll('=', '=3D').replaceAll(',', '=2C')
  const pairs = [['n', name], ['r', nonce], ...extensions]
  const first = pairs.map(([key, value]) => `${key}=${value}`).join(',')
  let expected: Buffer | undefined
  return {
    begin: () => Buffer.from(`n,,${first}`),
    answer(challenge) {
      if (expected !== undefined) return checkSignature(client, challenge, expected)
      const proof = prove(client, first, challenge.toString())
      expected = proof.signature
      return proof.message
    },
  }
}

const base64 = '(?:[a-zA-Z0-9/+]{4})*(?:[a-zA-Z0-9/+]{3}=|[a-zA-Z0-9/+]{2}==)?'
const extensions = '(?:,[A-Za-z]+=[^,]+)*'
const serverFirst = new RegExp(`^r=([\\x21-\\x2b\\x2d-\\x7e]+),s=(${base64}),i=([0-9]+)${extensions}$`)
const serverFinal = new RegExp(`^(?:e=([^=,]+)|v=(${base64}))${extensions}$`)

interface Proof {
  readonly message: Buffer
  /** What a server that knows the password too will sign with. */
  readonly signature: Buffer
}

function prove({ mechanism, password, nonce }: ScramClient, first: string, challenge: string): Proof {
  const [, serverNonce, salt, count] = serverFirst.exec(challenge) ?? []
  if (serverNonce === undefined || salt === undefined) {
    throw new SaslError(`Invalid SCRAM server first message format: ${challenge}`)
  }
  if (!serverNonce.startsWith(nonce)) {
    throw new SaslError('Invalid server nonce: does not start with client nonce')
  }
  const iterations = checkedIterations(mechanism, Number(count))
  const salted = saltedPassword(mechanism, { password, salt: Buffer.from(salt, 'base64'), iterations })
  const withoutProof = `c=biws,r=${serverNonce}`
  const authMessage = `${first},${challenge},${withoutProof}`
  const key = clientKey(mechanism, salted)
  const proof = exclusiveOr(key, scramHmac(mechanism, scramHash(mechanism, key), authMessage))
  return {
    message: Buffer.from(`${withoutProof},p=${proof.toString('base64')}`),
    signature: scramHmac(mechanism, scramKeys(mechanism, salted).serverKey, authMessage),
  }
}

function checkedIterations(mechanism: ScramMechanism, iterations: number): number {
  const least = scramMechanisms[mechanism].minIterations
  if (iterations < least) {
    throw new SaslError(`Requested iterations ${iterations} is less than the minimum ${least} for ${mechanism}`)
  }
  if (iterations > mostIterations) {
    throw new SaslError(
      `Requested iterations ${iterations} is more than the maximum ${mostIterations} for ${mechanism}`,
    )
  }
  return iterations
}

function checkSignature({ mechanism }: ScramClient, message: Buffer, expected: Buffer): undefined {
  const [, error, signature] = serverFinal.exec(message.toString()) ?? []
  if (error !== undefined) throw new SaslError(`Sasl authentication using ${mechanism} failed with error: ${error}`)
  if (signature === undefined) throw new SaslError(`Invalid SCRAM server final message format: ${message}`)
  if (!Buffer.from(signature, 'base64').equals(expected)) {
    throw new SaslError('Invalid server signature in server final message')
  }
}

function exclusiveOr(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, at) => byte ^ (b[at] ?? 0)))
}
