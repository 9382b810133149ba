import { ClientError, isRetriable, javaText, javaTrace } from '../../client/errors.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { OptionError } from '../kit/jopt/option-error.ts'

/** A failure as one of Kafka's tools would have caught it. */
export interface Failure {
  /** Java's `getMessage()`. */
  readonly message: string
  /** The lines of the stack trace that are no frames: class and message, and those of the causes. */
  readonly thrown: string
}

export function localFailure(error: unknown): Failure {
  const thrown = error instanceof OptionError ? error.javaTrace : traceOf(error)
  return { message: error instanceof Error ? error.message : String(error), thrown }
}

/** What a failure that is worth another try was caused by are the tries before: of those Kafka tells nothing. */
function traceOf(error: unknown): string {
  return isRetriable(error) ? javaText(error) : javaTrace(error)
}

/** What an admin client's call failed with reaches a tool inside an ExecutionException, whose message names the cause. */
export function callFailure(error: unknown): Failure {
  const isKafkas = error instanceof ClientError && error.className.startsWith('org.apache.kafka.')
  if (!isKafkas && !(error instanceof KafkaError)) return localFailure(error)
  const cause = javaText(error)
  return { message: cause, thrown: `java.util.concurrent.ExecutionException: ${cause}\nCaused by: ${cause}` }
}
