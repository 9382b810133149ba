import { UnregisterBroker, UnregisterBrokerRequest } from '../../wire/kafka/unregister-broker.ts'
import type { Cluster } from '../cluster.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn } from './outcome.ts'

/**
 * Makes a KRaft cluster forget a broker that is not coming back.
 * @throws ClientError (UnsupportedVersionException) where the brokers are registered in ZooKeeper
 */
export function unregisterBroker(cluster: Cluster, brokerId: number, options: CallOptions = {}): Promise<void> {
  const call = { ...options, name: 'unregisterBroker', target: 'any' } as const
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(UnregisterBrokerRequest)
    const error = errorIn(await connection.send(UnregisterBroker, version, { brokerId }, timeoutMs))
    if (error !== undefined) throw error
  })
}
