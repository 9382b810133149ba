import type { Cluster, Target } from '../cluster.ts'
import type { CallOptions } from './call.ts'
import { describeCluster } from './describe-cluster.ts'
import { requireControllers } from './require-controllers.ts'

/** Whom to ask what only the active one of KRaft's controllers knows, where the bootstrap address is theirs (KIP-919). */
export async function activeController(cluster: Cluster, options: CallOptions = {}): Promise<Target> {
  await requireControllers(cluster, options)
  const { controllerId, brokers } = await describeCluster(cluster, { ...options, ofControllers: true })
  for (const node of brokers) cluster.learnBroker(node)
  return controllerId
}
