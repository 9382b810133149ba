import { ClientError, javaText } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'

import { OptionError } from '../kit/jopt/option-error.ts'

/** A failure as one of Kafka's tools would have caught it. */
export interface Failure {
  /** Java's `getMessage()`. */
  readonly message: string
  /** The first line of the stack trace: class and message. */
  readonly thrown: string
}

export function localFailure(error: unknown): Failure {
  const thrown = error instanceof OptionError ? error.javaText : javaText(error)
  return { message: error instanceof Error ? error.message : String(error), thrown }
}

/** What an admin client's call failed with reaches a tool inside an ExecutionException, whose message names the cause. */
export function callFailure(error: unknown): Failure {
  const isKafkas = error instanceof ClientError && error.className.startsWith('org.apache.kafka.')
  if (!isKafkas && !(error instanceof KafkaError)) return localFailure(error)
  const cause = javaText(error)
  return { message: cause, thrown: `java.util.concurrent.ExecutionException: ${cause}` }
}
