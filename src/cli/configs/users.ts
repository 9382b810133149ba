import { describeUserScramCredentials } from '../../client/admin/describe-user-scram-credentials.ts'
import type { Cluster } from '../../client/cluster.ts'
import { javaClassOf } from '../../client/errors.ts'
import { scramMechanismName } from '../../wire/sasl/scram-keys.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { Entities } from './entities.ts'
import { describeQuotas } from './quotas.ts'
import { scramCredentials } from './results.ts'
import { describeSeconds, type Session } from './session.ts'

/** Prints quotas, and the SCRAM credentials too where only users are meant, and not their default. */
export async function describeUsersAndClients(session: Session, entities: Entities): Promise<void> {
  await describeQuotas(session, entities)
  if (entities.types.includes('clients') || entities.names.includes('')) return
  const call = (cluster: Cluster) => describeUserScramCredentials(cluster, entities.names)
  for (const [user, outcome] of await session.get(call, describeSeconds)) {
    const error = outcome instanceof Error ? outcome : undefined
    const credentials = outcome instanceof Error ? [] : outcome.map(credentialObject)
    const value = { user, credentials, error: error === undefined ? null : failureObject(error) }
    session.report.results(scramCredentials, [value], () => {
      return `${error === undefined ? line(user, credentials) : failureLine(user, error)}\n`
    })
  }
}

type Credential = ValueOf<typeof scramCredentials>['credentials'][number]

function credentialObject({ mechanism, iterations }: { mechanism: number; iterations: number }): Credential {
  return { mechanism: scramMechanismName(mechanism), iterations }
}

function line(user: string, credentials: readonly Credential[]): string {
  const texts = credentials.map(({ mechanism, iterations }) => `${mechanism}=iterations=${iterations}`)
  return `SCRAM credential configs for user-principal '${user}' are ${texts.join(', ')}`
}

/** What Java's future throws is an ExecutionException, whose message names the cause. */
function failureLine(user: string, error: Error): string {
  const cause = `${javaClassOf(error) ?? error.name}: ${error.message}`
  return `Error retrieving SCRAM credential configs for user-principal '${user}': ExecutionException: ${cause}`
}
