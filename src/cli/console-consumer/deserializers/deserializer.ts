import type { Random } from '../../../base/random.ts'
import { ClientError } from '../../../client/errors.ts'

/** Makes the text of a value that Java's `toString` gives. Throws ClientError (SerializationException, IllegalArgumentException). */
export type Deserialize = (bytes: Buffer) => string

/** What a deserializer is made from. */
export interface DeserializerSettings {
  /** A message's key, as opposed to its value or one of its headers. */
  readonly isKey: boolean
  /** Without the prefix that tells whose they are. */
  readonly properties: ReadonlyMap<string, string>
  readonly random: Random
}

export function serializationError(message: string, cause?: unknown): ClientError {
  return new ClientError('org.apache.kafka.common.errors.SerializationException', message, { cause })
}
