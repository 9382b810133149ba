import { KafkaError } from '../../wire/kafka/errors.ts'
import { defaultEntity, sanitizedName } from '../znodes/entity-config.ts'

/** A part of a filter as it comes over the wire. */
export interface QuotaFilterPart {
  readonly entityType: string
  readonly matchType: number
  readonly match: string | null
}

/** What is asked about one type of entity: the znode of just one, or all that there are. */
export type Wanted = { readonly only: string } | 'all'

/** What is asked about each type; undefined where nothing is. */
export interface QuotaFilter {
  readonly user: Wanted | undefined
  readonly client: Wanted | undefined
  readonly ip: Wanted | undefined
}

const texts: Readonly<Record<string, string>> = { user: 'user', 'client-id': 'client', ip: 'ip' }

/** Throws in Kafka's words for types that Kafka doesn't have, come twice or don't go together. */
export function quotaFilter(parts: readonly QuotaFilterPart[]): QuotaFilter {
  const wanted = new Map<string, Wanted>()
  for (const part of parts) {
    checkType(part.entityType, wanted)
    wanted.set(part.entityType, wantedBy(part))
  }
  const [user, client, ip] = ['user', 'client-id', 'ip'].map((type) => wanted.get(type))
  if (ip !== undefined && (user !== undefined || client !== undefined)) {
    const rule = 'IP filter component should not be used with user or clientId filter component.'
    throw invalid(`Invalid entity filter component combination, ${rule}`)
  }
  return { user, client, ip }
}

function checkType(type: string, known: ReadonlyMap<string, Wanted>): void {
  if (type === '') throw invalid('Unexpected empty filter component entity type')
  if (!Object.hasOwn(texts, type)) {
    throw new KafkaError('UNSUPPORTED_VERSION', `Custom entity type '${type}' not supported`)
  }
  if (known.has(type)) throw invalid(`Duplicate ${texts[type]} filter component entity type`)
}

const matchTypes = { exact: 0, default: 1, any: 2 } as const

function wantedBy({ matchType, match }: QuotaFilterPart): Wanted {
  if (matchType === matchTypes.any) return 'all'
  if (matchType === matchTypes.default) return { only: defaultEntity }
  // Kafka stumbles over what no client of its own sends.
  if (matchType !== matchTypes.exact || match === null) throw new KafkaError('UNKNOWN_SERVER_ERROR')
  return { only: sanitizedName(match) }
}

const invalid = (message: string): KafkaError => new KafkaError('INVALID_REQUEST', message)
