import { KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerContext } from './api.ts'

interface FromController {
  readonly controllerEpoch: number
  /** −1: the sender knows of no broker epochs. */
  readonly brokerEpoch: number
}

/** Refuses what an outdated controller says, or what was meant for this broker's former life. Throws `KafkaError`. */
export function checkController(broker: BrokerContext, { controllerEpoch, brokerEpoch }: FromController): void {
  if (brokerEpoch !== -1 && brokerEpoch < broker.brokerEpoch) throw new KafkaError('STALE_BROKER_EPOCH')
  if (controllerEpoch < broker.replicas.controllerEpoch) throw new KafkaError('STALE_CONTROLLER_EPOCH')
  broker.replicas.controllerEpoch = controllerEpoch
}

/** Runs one step of a control request; a `KafkaError` becomes its code. */
export function codeOf(step: () => void): number {
  try {
    step()
    return 0
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return error.code
  }
}
