import { KafkaError } from '../../wire/kafka/errors.ts'
import { scramMechanismNames, scramMechanisms } from '../../wire/sasl/scram-keys.ts'
import type { EntityStore } from '../configs/entity-store.ts'
import { desanitizedName, sanitizedName } from '../znodes/entity-config.ts'
import { decodeScramCredential } from '../znodes/scram-credential.ts'

/** A mechanism by Kafka's number, with the iterations that its key took. */
export interface CredentialInfo {
  readonly mechanism: number
  readonly iterations: number
}

export interface UserCredentials {
  readonly user: string
  readonly credentials: readonly CredentialInfo[]
}

/** All users who have SCRAM credentials, by their names. */
export async function allCredentials(store: EntityStore): Promise<UserCredentials[]> {
  const names = await store.names('users')
  const all = await Promise.all(
    names.map(async (name) => ({
      user: desanitizedName(name),
      credentials: credentialsIn(await store.read('users', name)),
    })),
  )
  return all.filter(({ credentials }) => credentials.length > 0).sort((a, b) => (a.user < b.user ? -1 : 1))
}

/** Throws RESOURCE_NOT_FOUND for who has none. */
export async function credentialsOf(store: EntityStore, user: string): Promise<readonly CredentialInfo[]> {
  if (user === '') throw new KafkaError('RESOURCE_NOT_FOUND', 'Username must not be empty')
  const credentials = credentialsIn(await store.read('users', sanitizedName(user)))
  if (credentials.length > 0) return credentials
  throw new KafkaError('RESOURCE_NOT_FOUND', `Attempt to describe a user credential that does not exist: ${user}`)
}

function credentialsIn(properties: ReadonlyMap<string, string>): CredentialInfo[] {
  return scramMechanismNames.flatMap((name) => {
    const text = properties.get(name)
    if (text === undefined) return []
    const credential = decodeScramCredential(text)
    if (credential === undefined) throw new KafkaError('UNKNOWN_SERVER_ERROR')
    return [{ mechanism: scramMechanisms[name].type, iterations: credential.iterations }]
  })
}
