import { type Message, Reader, read, type TypeOf } from '../../../wire/schema/index.ts'
import { JavaException } from '../../kit/java-exception.ts'

/**
 * A value of one of Kafka's internal topics, which begins with the version of its schema.
 * @throws JavaException (IllegalStateException) at a version of a later Kafka, MalformedError
 */
export function readValue<M extends Message>(
  schema: M,
  newest: number,
  bytes: Buffer,
  unknown: (version: number) => string,
): { readonly value: TypeOf<M>; readonly version: number } {
  const reader = new Reader(bytes)
  const version = reader.int16()
  if (version >= 0 && version <= newest) return { value: read(schema, version, reader), version }
  throw new JavaException('java.lang.IllegalStateException', unknown(version))
}
