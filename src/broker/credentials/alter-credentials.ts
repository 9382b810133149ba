import { KafkaError } from '../../wire/kafka/errors.ts'
import { type ScramMechanism, scramKeys, scramMechanismNames, scramMechanisms } from '../../wire/sasl/scram-keys.ts'
import type { EntityStore } from '../configs/entity-store.ts'
import { sanitizedName } from '../znodes/entity-config.ts'
import { encodeScramCredential } from '../znodes/scram-credential.ts'

/** `mechanism`, here and below: Kafka's number of it. */
export interface ScramDeletion {
  readonly name: string
  readonly mechanism: number
}

export interface ScramUpsertion extends ScramDeletion {
  readonly iterations: number
  readonly salt: Buffer
  readonly saltedPassword: Buffer
}

/** What is to be done for one user. */
export interface CredentialChanges {
  readonly user: string
  readonly deletions: readonly ScramDeletion[]
  readonly upsertions: readonly ScramUpsertion[]
}

/** More would let a login keep a broker busy. */
const maxIterations = 16_384

/** By user, in the order in which they are first named. */
export function changesByUser(
  deletions: readonly ScramDeletion[],
  upsertions: readonly ScramUpsertion[],
): CredentialChanges[] {
  const users = new Set([...upsertions, ...deletions].map(({ name }) => name))
  return [...users].map((user) => ({
    user,
    deletions: deletions.filter(({ name }) => name === user),
    upsertions: upsertions.filter(({ name }) => name === user),
  }))
}

/** Does all of it or, throwing in Kafka's words, nothing. */
export async function alterCredentials(store: EntityStore, changes: CredentialChanges): Promise<void> {
  check(changes)
  const name = sanitizedName(changes.user)
  const properties = await store.read('users', name)
  for (const { mechanism } of changes.deletions) {
    if (properties.delete(mechanismOf(mechanism))) continue
    throw new KafkaError('RESOURCE_NOT_FOUND', 'Attempt to delete a user credential that does not exist')
  }
  for (const upsertion of changes.upsertions) properties.set(mechanismOf(upsertion.mechanism), credential(upsertion))
  await store.write('users', name, properties)
}

function check({ user, deletions, upsertions }: CredentialChanges): void {
  if (user === '') throw unacceptable('Username must not be empty')
  const mechanisms = [...upsertions, ...deletions].map(({ mechanism }) => mechanismOf(mechanism))
  for (const upsertion of upsertions) checkIterations(upsertion)
  if (new Set(mechanisms).size === mechanisms.length) return
  throw new KafkaError('DUPLICATE_RESOURCE', 'A user credential cannot be altered twice in the same request')
}

function checkIterations({ mechanism, iterations }: ScramUpsertion): void {
  if (iterations < scramMechanisms[mechanismOf(mechanism)].minIterations) throw unacceptable('Too few iterations')
  if (iterations > maxIterations) throw unacceptable('Too many iterations')
}

function mechanismOf(type: number): ScramMechanism {
  const found = scramMechanismNames.find((name) => scramMechanisms[name].type === type)
  if (found === undefined) throw new KafkaError('UNSUPPORTED_SASL_MECHANISM', 'Unknown SCRAM mechanism')
  return found
}

function credential({ mechanism, salt, saltedPassword, iterations }: ScramUpsertion): string {
  // Java takes no empty key.
  if (saltedPassword.length === 0) throw new KafkaError('UNKNOWN_SERVER_ERROR')
  return encodeScramCredential({ salt, iterations, ...scramKeys(mechanismOf(mechanism), saltedPassword) })
}

const unacceptable = (message: string): KafkaError => new KafkaError('UNACCEPTABLE_CREDENTIAL', message)
