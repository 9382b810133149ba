import { DescribeCluster, DescribeClusterRequest } from '../../wire/kafka/describe-cluster.ts'
import type { Cluster } from '../cluster.ts'
import { javaText } from '../errors.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/** Kafka's number for KRaft controllers as the other end (KIP-919), and the first version of the request that has it. */
const controllerEndpoint = 2
const firstVersion = 1

/** Throws MISMATCHED_ENDPOINT_TYPE when there are brokers behind the address, and not KRaft controllers. */
export function requireControllers(cluster: Cluster, options: CallOptions = {}): Promise<void> {
  const call = { ...options, name: 'describeCluster', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeClusterRequest, firstVersion)
    const body = { includeClusterAuthorizedOperations: false, endpointType: controllerEndpoint }
    const error = errorIn(await connection.send(DescribeCluster, version, body, timeoutMs))
    if (error === undefined) return
    if (error.errorName === 'MISMATCHED_ENDPOINT_TYPE') {
      const warning = `${cluster.config.logPrefix}Metadata update failed due to mismatched endpoint type error`
      const log = cluster.io.logger.named('org.apache.kafka.clients.admin.internals.AdminMetadataManager')
      log.warn(warning, javaText(error))
    }
    throw error
  })
}
