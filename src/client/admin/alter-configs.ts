import { AlterConfigs, AlterConfigsRequest } from '../../wire/kafka/alter-configs.ts'
import { IncrementalAlterConfigs, IncrementalAlterConfigsRequest } from '../../wire/kafka/incremental-alter-configs.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { byTarget, type ConfigResourceType, configResourceTypes } from './config-resource.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** Kafka's numbers for what may be done to a setting (KIP-339). */
const operations = { set: 0, delete: 1, append: 2, subtract: 3 } as const

export interface ConfigChange {
  readonly name: string
  readonly operation: keyof typeof operations
  /** Null for `delete`. */
  readonly value: string | null
}

export interface AlterConfigsOptions extends CallOptions {
  readonly validateOnly?: boolean
}

interface ResourceResult {
  readonly resourceName: string
  readonly errorCode: number
  readonly errorMessage: string | null
}

type Send = (
  connection: BrokerConnection,
  names: readonly string[],
  timeoutMs: number,
) => Promise<readonly ResourceResult[]>

/** Changes single settings of resources of one type; the outcomes come by resource name. */
export function incrementalAlterConfigs(
  cluster: Cluster,
  type: ConfigResourceType,
  changes: ReadonlyMap<string, readonly ConfigChange[]>,
  options: AlterConfigsOptions = {},
): Promise<Map<string, Outcome<true>>> {
  const call = { ...options, name: 'incrementalAlterConfigs' }
  return alterEach(cluster, call, type, [...changes.keys()], async (connection, names, timeoutMs) => {
    const resources = names.map((resourceName) => ({
      resourceType: configResourceTypes[type],
      resourceName,
      configs: (changes.get(resourceName) ?? []).map(({ name, operation, value }) => {
        return { name, configOperation: operations[operation], value }
      }),
    }))
    const body = { resources, validateOnly: options.validateOnly ?? false }
    const version = connection.version(IncrementalAlterConfigsRequest)
    return (await connection.send(IncrementalAlterConfigs, version, body, timeoutMs)).responses
  })
}

/** Replaces all settings of resources of one type: what is not named is back at its default. */
export function alterConfigs(
  cluster: Cluster,
  type: ConfigResourceType,
  settings: ReadonlyMap<string, ReadonlyMap<string, string>>,
  options: AlterConfigsOptions = {},
): Promise<Map<string, Outcome<true>>> {
  const call = { ...options, name: 'alterConfigs' }
  return alterEach(cluster, call, type, [...settings.keys()], async (connection, names, timeoutMs) => {
    const resources = names.map((resourceName) => ({
      resourceType: configResourceTypes[type],
      resourceName,
      configs: [...(settings.get(resourceName) ?? [])].map(([name, value]) => ({ name, value })),
    }))
    const body = { resources, validateOnly: options.validateOnly ?? false }
    return (await connection.send(AlterConfigs, connection.version(AlterConfigsRequest), body, timeoutMs)).responses
  })
}

async function alterEach(
  cluster: Cluster,
  call: CallOptions & { name: string },
  type: ConfigResourceType,
  names: readonly string[],
  send: Send,
): Promise<Map<string, Outcome<true>>> {
  const parts = [...byTarget(type, names)].map(([target, group]) =>
    runCall(cluster, { ...call, target }, (connection, timeoutMs) => send(connection, group, timeoutMs)),
  )
  const results = (await Promise.all(parts)).flat()
  return new Map(results.map((result) => [result.resourceName, errorIn(result) ?? true]))
}
