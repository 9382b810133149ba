import type { Target } from '../cluster.ts'

/** Kafka's numbers for what has a configuration. */
export const configResourceTypes = { topic: 2, broker: 4, brokerLogger: 8, clientMetrics: 16 } as const
export type ConfigResourceType = keyof typeof configResourceTypes

/** As Kafka's messages name them. */
export const configResourceNames = {
  topic: 'TOPIC',
  broker: 'BROKER',
  brokerLogger: 'BROKER_LOGGER',
  clientMetrics: 'CLIENT_METRICS',
} as const satisfies Record<ConfigResourceType, string>

/** The resource names by whom to ask: a broker's own settings are known, and changed, only by that broker. */
export function byTarget(type: ConfigResourceType, names: Iterable<string>): Map<Target, string[]> {
  const groups = new Map<Target, string[]>()
  for (const name of names) {
    const target = (type === 'broker' || type === 'brokerLogger') && name !== '' ? Number(name) : 'any'
    groups.set(target, [...(groups.get(target) ?? []), name])
  }
  return groups
}
