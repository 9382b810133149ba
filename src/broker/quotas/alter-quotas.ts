import { javaDouble } from '../../base/java-double.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { ConfigType } from '../configs/definition.ts'
import type { EntityStore } from '../configs/entity-store.ts'
import type { QuotaPlace } from './quota-entity.ts'

export interface QuotaChange {
  readonly key: string
  readonly value: number
  readonly remove: boolean
}

/** Changes some of an entity's quotas, and tells the brokers. Throws INVALID_REQUEST in Kafka's words. */
export async function alterQuotas(
  store: EntityStore,
  place: QuotaPlace,
  changes: readonly QuotaChange[],
  validateOnly: boolean,
): Promise<void> {
  const properties = await store.read(place.type, place.name)
  for (const { key, value, remove } of changes) {
    if (remove) properties.delete(key)
    else properties.set(key, quotaText(place, key, value))
  }
  if (!validateOnly) await store.write(place.type, place.name, properties)
}

/** Above it a whole number was meant, if only by its last bit. */
const epsilon = 1e-6

function quotaText({ rows }: QuotaPlace, key: string, value: number): string {
  const row = Object.hasOwn(rows, key) ? rows[key] : undefined
  if (row === undefined) throw new KafkaError('INVALID_REQUEST', `Invalid configuration key ${key}`)
  if (row.type === 'double') return javaDouble(value)
  const whole = wholeNumber(row.type, value + epsilon)
  if (Math.abs(Number(whole) - value) > epsilon) {
    throw new KafkaError('INVALID_REQUEST', `Configuration ${key} must be a ${row.type.toUpperCase()} value`)
  }
  return String(whole)
}

const limits: Partial<Record<ConfigType, bigint>> = { int: 2n ** 31n, long: 2n ** 63n }

/** As Java makes whole numbers of doubles: towards 0, the outermost one for what lies beyond, and 0 for what is none. */
function wholeNumber(type: ConfigType, value: number): bigint {
  const limit = limits[type]
  // A password is no quota, though it lies beside them: Kafka stumbles over it.
  if (limit === undefined) throw new KafkaError('UNKNOWN_SERVER_ERROR')
  if (Number.isNaN(value)) return 0n
  if (value >= Number(limit)) return limit - 1n
  return value < -Number(limit) ? -limit : BigInt(Math.trunc(value))
}
