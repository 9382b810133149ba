import { AlterClientQuotas, AlterClientQuotasRequest } from '../../wire/kafka/alter-client-quotas.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import type { QuotaEntityPart } from './describe-client-quotas.ts'
import { errorIn } from './outcome.ts'

export interface QuotaChange {
  readonly entity: readonly QuotaEntityPart[]
  /** New values by name of the quota; null takes it away. */
  readonly values: ReadonlyMap<string, number | null>
}

/** Changes quotas; throws the first error among the answers. */
export function alterClientQuotas(
  cluster: Cluster,
  changes: readonly QuotaChange[],
  options: CallOptions = {},
): Promise<void> {
  const call = { ...options, name: 'alterClientQuotas', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const entries = changes.map(({ entity, values }) => ({
      entity,
      ops: [...values].map(([key, value]) => ({ key, value: value ?? 0, remove: value === null })),
    }))
    const version = connection.version(AlterClientQuotasRequest)
    const body = { entries, validateOnly: false }
    const answer = await connection.send(AlterClientQuotas, version, body, timeoutMs)
    const error = answer.entries.map(errorIn).find((problem) => problem !== undefined)
    if (error !== undefined) throw error
  })
}
