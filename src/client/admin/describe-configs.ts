import {
  DescribeConfigs,
  DescribeConfigsRequest,
  type DescribeConfigsResponse,
} from '../../wire/kafka/describe-configs.ts'
import type { Cluster, Target } from '../cluster.ts'
import { ClientError } from '../errors.ts'
import { type CallOptions, runCall } from './call.ts'
import { byTarget, type ConfigResourceType, configResourceNames, configResourceTypes } from './config-resource.ts'
import { errorIn, type Outcome } from './outcome.ts'

/** Where a value comes from (KIP-226). */
export const configSources = {
  topic: 1,
  dynamicBroker: 2,
  dynamicDefaultBroker: 3,
  staticBroker: 4,
  default: 5,
  dynamicBrokerLogger: 6,
  clientMetrics: 7,
} as const

export type ConfigEntry = DescribeConfigsResponse['results'][number]['configs'][number]

export interface DescribeConfigsOptions extends CallOptions {
  readonly includeSynonyms?: boolean
  readonly includeDocumentation?: boolean
}

/** All configs of resources of one type, by resource name. A broker's own are asked of that broker. */
export async function describeConfigs(
  cluster: Cluster,
  type: ConfigResourceType,
  names: readonly string[],
  options: DescribeConfigsOptions = {},
): Promise<Map<string, Outcome<readonly ConfigEntry[]>>> {
  const groups = byTarget(type, names)
  const parts = await Promise.all([...groups].map(([target, group]) => ask(cluster, target, type, group, options)))
  return new Map(parts.flatMap((part) => [...part]))
}

function ask(
  cluster: Cluster,
  target: Target,
  type: ConfigResourceType,
  names: readonly string[],
  options: DescribeConfigsOptions,
): Promise<Map<string, Outcome<readonly ConfigEntry[]>>> {
  return runCall(cluster, { ...options, name: 'describeConfigs', target }, async (connection, timeoutMs) => {
    const resourceType = configResourceTypes[type]
    const body = {
      resources: names.map((resourceName) => ({ resourceType, resourceName, configurationKeys: null })),
      includeSynonyms: options.includeSynonyms ?? false,
      includeDocumentation: options.includeDocumentation ?? false,
    }
    const version = connection.version(DescribeConfigsRequest)
    const answer = await connection.send(DescribeConfigs, version, body, timeoutMs)
    const found = new Map<string, Outcome<readonly ConfigEntry[]>>(names.map((name) => [name, unanswered(type, name)]))
    for (const result of answer.results) {
      if (result.resourceType === resourceType) found.set(result.resourceName, errorIn(result) ?? result.configs)
    }
    return found
  })
}

/** A broker that does not know this kind of resource yet answers of another kind, for instance 2.1 for loggers. */
function unanswered(type: ConfigResourceType, name: string): ClientError {
  const resource = `ConfigResource(type=${configResourceNames[type]}, name='${name}')`
  return new ClientError(
    'org.apache.kafka.common.errors.ApiException',
    `The node response did not contain a result for config resource ${resource}`,
  )
}
