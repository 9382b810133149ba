import { DescribeCluster, DescribeClusterRequest } from '../../wire/kafka/describe-cluster.ts'
import type { Cluster } from '../cluster.ts'
import type { NodeDescription } from '../node.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

export interface ClusterDescription {
  readonly clusterId: string | null
  /** −1 while there is none. */
  readonly controllerId: number
  readonly brokers: readonly NodeDescription[]
}

export interface DescribeClusterOptions extends CallOptions {
  /** The node has to be a controller of KRaft, and tells of the controllers. */
  readonly ofControllers?: boolean
}

const endpointTypes = { broker: 1, controller: 2 }

/** The cluster's id, controller and live brokers; brokers before Kafka 2.8 tell it in their metadata. */
export function describeCluster(cluster: Cluster, options: DescribeClusterOptions = {}): Promise<ClusterDescription> {
  const call = { ...options, name: 'listNodes', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    if (!connection.supports(DescribeClusterRequest)) return fromMetadata(cluster, timeoutMs)
    const endpointType = options.ofControllers ? endpointTypes.controller : endpointTypes.broker
    const body = { includeClusterAuthorizedOperations: false, endpointType }
    const answer = await connection.send(DescribeCluster, connection.version(DescribeClusterRequest), body, timeoutMs)
    const error = errorIn(answer)
    if (error !== undefined) throw error
    const brokers = answer.brokers.map(({ brokerId, host, port, rack }) => ({ id: brokerId, host, port, rack }))
    return { clusterId: answer.clusterId, controllerId: answer.controllerId, brokers }
  })
}

async function fromMetadata(cluster: Cluster, timeoutMs: number): Promise<ClusterDescription> {
  const patience = { deadline: cluster.deadline(timeoutMs), call: 'listNodes' }
  const { clusterId, controllerId, brokers } = await cluster.refreshMetadata([], patience)
  return { clusterId, controllerId, brokers: [...brokers.values()] }
}
