import { ExpireDelegationToken, ExpireDelegationTokenRequest } from '../../wire/kafka/expire-delegation-token.ts'
import { RenewDelegationToken, RenewDelegationTokenRequest } from '../../wire/kafka/renew-delegation-token.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** Moves a token's end. `periodMs` counts from now; −1 for what the brokers are set to. Gives the new time. */
export function renewDelegationToken(
  cluster: Cluster,
  hmac: Buffer,
  periodMs: number,
  options: CallOptions = {},
): Promise<number> {
  const call = { ...options, name: 'renewDelegationToken', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(RenewDelegationTokenRequest)
    const body = { hmac, renewPeriodMs: periodMs }
    return newExpiry(await connection.send(RenewDelegationToken, version, body, timeoutMs))
  })
}

/** The same for somebody who wants it to end; −1 ends it at once. */
export function expireDelegationToken(
  cluster: Cluster,
  hmac: Buffer,
  periodMs: number,
  options: CallOptions = {},
): Promise<number> {
  const call = { ...options, name: 'expireDelegationToken', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(ExpireDelegationTokenRequest)
    const body = { hmac, expiryTimePeriodMs: periodMs }
    return newExpiry(await connection.send(ExpireDelegationToken, version, body, timeoutMs))
  })
}

function newExpiry(answer: { errorCode: number; expiryTimestampMs: number }): number {
  const error = errorIn(answer)
  if (error !== undefined) throw error
  return answer.expiryTimestampMs
}
