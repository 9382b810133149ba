import type { KafkaError } from '../../wire/kafka/errors.ts'
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
    const { errorCode } = await connection.send(UnregisterBroker, version, { brokerId }, timeoutMs)
    // As in Kafka, its error's own words, not those of the answer.
    const error = errorIn({ errorCode })
    if (error === undefined) return
    if (error.errorName !== 'REQUEST_TIMED_OUT') complain(cluster, brokerId, error)
    throw error
  })
}

function complain(cluster: Cluster, brokerId: number, { message }: KafkaError): void {
  const log = cluster.io.logger.named('org.apache.kafka.clients.admin.KafkaAdminClient')
  log.error(`${cluster.config.logPrefix}Unregister broker request for broker ID ${brokerId} failed: ${message}`)
}
