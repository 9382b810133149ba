import { CreateDelegationToken, CreateDelegationTokenRequest } from '../../wire/kafka/create-delegation-token.ts'
import type { Cluster } from '../cluster.ts'
import { type DelegationToken, principalFields, tokenIdentity } from '../delegation-token.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

export interface TokenRequest {
  /** Whoever asks, when left out. */
  readonly owner?: string | undefined
  readonly renewers: readonly string[]
  /** Milliseconds; −1 for what the brokers are set to. */
  readonly maxLifetimeMs: number
}

/** Has a token made. @throws KafkaError where the connection does not say who one is */
export function createDelegationToken(
  cluster: Cluster,
  { owner, renewers, maxLifetimeMs }: TokenRequest,
  options: CallOptions = {},
): Promise<DelegationToken> {
  const call = { ...options, name: 'createDelegationToken', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(CreateDelegationTokenRequest)
    const named = owner === undefined ? nobody : principalFields(owner)
    const body = {
      ownerPrincipalType: named.principalType,
      ownerPrincipalName: named.principalName,
      renewers: renewers.map(principalFields),
      maxLifetimeMs,
    }
    const answer = await connection.send(CreateDelegationToken, version, body, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    const { issueTimestampMs: issuedAt, expiryTimestampMs: expiresAt, maxTimestampMs: endsAt } = answer
    return { ...tokenIdentity(answer), renewers, issuedAt, expiresAt, endsAt }
  })
}

const nobody = { principalType: '', principalName: '' }
