import { ConfigFault } from '../../broker/configs/config-fault.ts'
import { JavaException } from '../kit/java-exception.ts'

/** The exception that Kafka ends with for properties that make no server; anything else as it is. */
export function asJavaException(error: unknown): unknown {
  if (!(error instanceof ConfigFault)) return error
  return new JavaException(error.className, error.message, asJavaException(error.cause))
}
