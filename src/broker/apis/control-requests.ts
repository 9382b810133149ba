import { KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerContext, RequestContext } from './api.ts'

interface FromController {
  readonly controllerEpoch: number
  /** −1: the sender knows of no broker epochs. */
  readonly brokerEpoch: number
}

/**
 * Refuses what an outdated controller says, or what was meant for this broker's former life. Throws `KafkaError`.
 *
 * A controller repeats on a new connection what got no answer on the one before. Where the network was away for a while,
 * the old connection may still bring its requests, behind what was said since: they are outdated too.
 */
export function checkController(
  { brokerEpoch: own, replicas }: BrokerContext,
  { controllerEpoch, brokerEpoch }: FromController,
  { connectionSerial }: Pick<RequestContext, 'connectionSerial'>,
): void {
  if (brokerEpoch !== -1 && brokerEpoch < own) throw new KafkaError('STALE_BROKER_EPOCH')
  const isNewer = controllerEpoch > replicas.controllerEpoch
  if (!isNewer && (controllerEpoch < replicas.controllerEpoch || connectionSerial < replicas.controllerConnection))
    throw new KafkaError('STALE_CONTROLLER_EPOCH')
  replicas.controllerEpoch = controllerEpoch
  replicas.controllerConnection = connectionSerial
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
