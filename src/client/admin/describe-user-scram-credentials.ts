import {
  DescribeUserScramCredentials,
  DescribeUserScramCredentialsRequest,
} from '../../wire/kafka/describe-user-scram-credentials.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

export interface ScramCredentialInfo {
  /** Kafka's number of the mechanism. */
  readonly mechanism: number
  readonly iterations: number
}

/** The credentials of these users, of all when none is named; a user without any is not among the outcomes. */
export function describeUserScramCredentials(
  cluster: Cluster,
  users: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<readonly ScramCredentialInfo[]>>> {
  const call = { ...options, name: 'describeUserScramCredentials', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeUserScramCredentialsRequest)
    const body = { users: users.length === 0 ? null : users.map((name) => ({ name })) }
    const answer = await connection.send(DescribeUserScramCredentials, version, body, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    const found = answer.results.filter((result) => result.errorCode !== errorCode('RESOURCE_NOT_FOUND'))
    return new Map(found.map((result) => [result.user, errorIn(result) ?? result.credentialInfos]))
  })
}
