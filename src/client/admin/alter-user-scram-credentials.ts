import {
  AlterUserScramCredentials,
  AlterUserScramCredentialsRequest,
} from '../../wire/kafka/alter-user-scram-credentials.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { type ScramMechanism, saltedPassword, scramMechanisms } from '../../wire/sasl/scram-keys.ts'
import type { Cluster } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import { controllerOutcomes, runControllerCall } from './controller-call.ts'
import type { Outcome } from './outcome.ts'

export interface ScramUpsertion {
  readonly user: string
  readonly mechanism: ScramMechanism
  readonly iterations: number
  readonly password: string
}

export interface ScramDeletion {
  readonly user: string
  readonly mechanism: ScramMechanism
}

export interface ScramAlterations {
  readonly upsertions: readonly ScramUpsertion[]
  readonly deletions: readonly ScramDeletion[]
}

const saltBytes = 20

/** Sets and deletes users' SCRAM credentials; the outcomes come by user. The password itself never leaves the client. */
export async function alterUserScramCredentials(
  cluster: Cluster,
  { upsertions, deletions }: ScramAlterations,
  options: CallOptions = {},
): Promise<Map<string, Outcome<true>>> {
  if (upsertions.some(({ password }) => password === '')) {
    throw new KafkaError('UNACCEPTABLE_CREDENTIAL', 'Password must not be empty')
  }
  const body = {
    deletions: deletions.map(({ user, mechanism }) => ({ name: user, mechanism: scramMechanisms[mechanism].type })),
    upsertions: upsertions.map((upsertion) => salted(upsertion, cluster.io.random.bytes(saltBytes))),
  }
  return runControllerCall(cluster, 'alterUserScramCredentials', options, async (connection, _, answerTimeoutMs) => {
    const version = connection.version(AlterUserScramCredentialsRequest)
    const { results } = await connection.send(AlterUserScramCredentials, version, body, answerTimeoutMs)
    return controllerOutcomes(
      results,
      ({ user }) => user,
      () => true as const,
    )
  })
}

function salted({ user, mechanism, iterations, password }: ScramUpsertion, salt: Buffer) {
  return {
    name: user,
    mechanism: scramMechanisms[mechanism].type,
    iterations,
    salt,
    saltedPassword: saltedPassword(mechanism, { password, salt, iterations }),
  }
}
