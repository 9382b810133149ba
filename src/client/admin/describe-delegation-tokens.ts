import { DescribeDelegationToken, DescribeDelegationTokenRequest } from '../../wire/kafka/describe-delegation-token.ts'
import type { Cluster } from '../cluster.ts'
import { type DelegationToken, principalFields, principalText, tokenIdentity } from '../delegation-token.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** The tokens of these owners, of those that one may see; null for all owners, and none for an empty list. */
export function describeDelegationTokens(
  cluster: Cluster,
  owners: readonly string[] | null,
  options: CallOptions = {},
): Promise<DelegationToken[]> {
  const call = { ...options, name: 'describeDelegationToken', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeDelegationTokenRequest)
    const body = { owners: owners?.map(principalFields) ?? null }
    const answer = await connection.send(DescribeDelegationToken, version, body, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.tokens.map((token) => ({
      ...tokenIdentity(token),
      renewers: token.renewers.map(principalText),
      issuedAt: token.issueTimestamp,
      expiresAt: token.expiryTimestamp,
      endsAt: token.maxTimestamp,
    }))
  })
}
