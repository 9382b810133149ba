import { KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerContext } from './api.ts'

/** Some APIs only the controller answers: clients are sent to look for it. */
export function requireController({ controller }: BrokerContext): void {
  if (!controller.isActive) throw new KafkaError('NOT_CONTROLLER')
}
