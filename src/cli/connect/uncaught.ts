import { javaClassOf } from '../../client/errors.ts'
import { JavaException } from '../kit/java-exception.ts'

/** A client's failure as what escapes from a Kafka tool's `main`; anything else as it is. */
export function uncaught(error: unknown): unknown {
  const className = javaClassOf(error)
  if (className === undefined || !(error instanceof Error)) return error
  return new JavaException(className, error.message, error.cause === undefined ? undefined : uncaught(error.cause))
}
