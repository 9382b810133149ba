import { errorOf, KafkaError } from '../../wire/kafka/errors.ts'
import { isRetriable, javaClassOf } from '../errors.ts'

/** What the end of a connection means for the batches under way on it. */
export function lossOf(error: unknown, leader: number): Error {
  if (!isRetriable(error)) return error instanceof Error ? error : new Error(String(error))
  const isTimeout = javaClassOf(error)?.endsWith('.TimeoutException') === true
  return isTimeout
    ? new KafkaError('REQUEST_TIMED_OUT', `Disconnected from node ${leader} due to timeout`)
    : new KafkaError('NETWORK_EXCEPTION', `Disconnected from node ${leader}`)
}

/** The broker lost track of this producer, or an earlier batch failed and this one came too soon. */
export function isSequenceError(error: Error): boolean {
  if (!(error instanceof KafkaError)) return false
  return (
    error.errorName === 'OUT_OF_ORDER_SEQUENCE_NUMBER' ||
    error.errorName === 'UNKNOWN_PRODUCER_ID' ||
    error.errorName === 'INVALID_PRODUCER_EPOCH'
  )
}

export function isAccepted(errorCode: number): boolean {
  return errorCode === 0 || errorOf(errorCode).name === 'DUPLICATE_SEQUENCE_NUMBER'
}
