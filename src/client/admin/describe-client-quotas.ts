import {
  DescribeClientQuotas,
  DescribeClientQuotasRequest,
  type DescribeClientQuotasResponse,
} from '../../wire/kafka/describe-client-quotas.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** What a quota can be for (KIP-546), by Kafka's names. */
export type QuotaEntityType = 'user' | 'client-id' | 'ip'

/** Null means the default of that type. */
export interface QuotaEntityPart {
  readonly entityType: QuotaEntityType
  readonly entityName: string | null
}

/** `name`: that one; null: the default; undefined: whatever has a quota of its own, or is the default. */
export interface QuotaFilterPart {
  readonly entityType: QuotaEntityType
  readonly name: string | null | undefined
}

export type QuotaEntry = NonNullable<DescribeClientQuotasResponse['entries']>[number]

/** Kafka's numbers for how a part of an entity is matched. */
const matchTypes = { exact: 0, default: 1, any: 2 } as const

/** The quotas of the entities that consist of just these parts. */
export function describeClientQuotas(
  cluster: Cluster,
  filter: readonly QuotaFilterPart[],
  options: CallOptions = {},
): Promise<readonly QuotaEntry[]> {
  const call = { ...options, name: 'describeClientQuotas', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeClientQuotasRequest)
    const body = { components: filter.map(component), strict: true }
    const answer = await connection.send(DescribeClientQuotas, version, body, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    return answer.entries ?? []
  })
}

function component({ entityType, name }: QuotaFilterPart) {
  if (name === undefined) return { entityType, matchType: matchTypes.any, match: null }
  return { entityType, matchType: name === null ? matchTypes.default : matchTypes.exact, match: name }
}
