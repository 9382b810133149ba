import { KafkaError } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { javaText } from '../errors.ts'
import type { PendingBatch } from './pending-batch.ts'

/** What Kafka's producer warns of when a batch has to be sent again. */
export function warnOfRetry(
  cluster: Cluster,
  batch: PendingBatch,
  attemptsLeft: number,
  error: Error,
  correlationId: number,
): void {
  const log = cluster.io.logger.named('org.apache.kafka.clients.producer.internals.Sender')
  const { logPrefix } = cluster.config
  const name = `${batch.target.topic}-${batch.target.partition}`
  const code = error instanceof KafkaError ? error.errorName : 'UNKNOWN_SERVER_ERROR'
  const detail = code === 'NETWORK_EXCEPTION' ? '. Error Message: Disconnected from node' : ''
  log.warn(
    `${logPrefix}Got error produce response with correlation id ${correlationId} on topic-partition ${name}, ` +
      `retrying (${attemptsLeft} attempts left). Error: ${code}${detail}`,
  )
  if (!(error instanceof KafkaError && error.info.invalidMetadata)) return
  log.warn(
    `${logPrefix}Received invalid metadata error in produce request on partition ${name} due to ${javaText(error)}. ` +
      'Going to request metadata update now',
  )
}
