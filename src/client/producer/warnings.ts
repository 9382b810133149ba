import { KafkaError } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { javaText } from '../errors.ts'
import { partitionName } from '../topic-partition.ts'
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
  const name = partitionName(batch.target)
  log.warn(
    `${logPrefix}Got error produce response with correlation id ${correlationId} on topic-partition ${name}, ` +
      `retrying (${attemptsLeft} attempts left). Error: ${errorText(error)}`,
  )
  if (!(error instanceof KafkaError && error.info.invalidMetadata)) return
  log.warn(
    error.errorName === 'UNKNOWN_TOPIC_OR_PARTITION'
      ? `${logPrefix}Received unknown topic or partition error in produce request on partition ${name}. ` +
          'The topic-partition may not exist or the user may not have Describe access to it'
      : `${logPrefix}Received invalid metadata error in produce request on partition ${name} due to ${javaText(error)}. ` +
          'Going to request metadata update now',
  )
}

/** The error's constant, and what was said beyond the words that always go with it. */
function errorText(error: Error): string {
  if (!(error instanceof KafkaError)) return 'UNKNOWN_SERVER_ERROR'
  const { errorName, info, message } = error
  return message === info.message ? errorName : `${errorName}. Error Message: ${message}`
}
