import { errorOf, KafkaError } from '../wire/kafka/errors.ts'
import type { Cluster } from './cluster.ts'

/** Throws for what metadata said of a topic when waiting does not cure it; logs it as Kafka's clients do. */
export function refuseTopic({ io, config }: Cluster, name: string, errorCode: number): void {
  const error = errorOf(errorCode).name
  const log = io.logger.named('org.apache.kafka.clients.Metadata')
  if (error === 'INVALID_TOPIC_EXCEPTION') {
    log.error(`${config.logPrefix}Metadata response reported invalid topics [${name}]`)
    throw new KafkaError(error, `Invalid topics: [${name}]`)
  }
  if (error === 'TOPIC_AUTHORIZATION_FAILED') {
    log.error(`${config.logPrefix}Topic authorization failed for topics [${name}]`)
    throw new KafkaError(error, `Not authorized to access topics: [${name}]`)
  }
}
