import { javaDouble } from '../../base/java-double.ts'
import { ClientError } from '../../client/errors.ts'
import { JavaException } from '../kit/java-exception.ts'

/** Makes the text of a value that Java's `toString` gives. Throws ClientError (SerializationException). */
export type Deserialize = (bytes: Buffer) => string

const packagePrefix = 'org.apache.kafka.common.serialization.'

function sized(name: string, size: number, read: (bytes: Buffer) => string): Deserialize {
  return (bytes) => {
    if (bytes.length === size) return read(bytes)
    throw serializationError(`Size of data received by ${name} is not ${size}`)
  }
}

const deserializers: Readonly<Record<string, Deserialize>> = {
  StringDeserializer: (bytes) => bytes.toString('utf8'),
  BytesDeserializer: printable,
  LongDeserializer: sized('LongDeserializer', 8, (bytes) => bytes.readBigInt64BE().toString()),
  IntegerDeserializer: sized('IntegerDeserializer', 4, (bytes) => String(bytes.readInt32BE())),
  ShortDeserializer: sized('ShortDeserializer', 2, (bytes) => String(bytes.readInt16BE())),
  DoubleDeserializer: sized('Deserializer', 8, (bytes) => javaDouble(bytes.readDoubleBE())),
  FloatDeserializer: sized('Deserializer', 4, (bytes) => javaFloat(bytes.readFloatBE())),
  BooleanDeserializer: sized('BooleanDeserializer', 1, javaBoolean),
  UUIDDeserializer: (bytes) => javaUuid(bytes.toString('utf8')),
}

/** @throws JavaException (ClassNotFoundException) for a class that is none of Kafka's own */
export function deserializerNamed(className: string): Deserialize {
  const found = className.startsWith(packagePrefix) ? deserializers[className.slice(packagePrefix.length)] : undefined
  if (!found) throw new JavaException('java.lang.ClassNotFoundException', className)
  return found
}

function serializationError(message: string): ClientError {
  return new ClientError('org.apache.kafka.common.errors.SerializationException', message)
}

/** As Kafka's `Bytes` prints: ASCII as it is, everything else as `\xNN`. */
function printable(bytes: Buffer): string {
  let text = ''
  for (const byte of bytes) {
    text +=
      byte >= 0x20 && byte <= 0x7e
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return text
}

function javaBoolean(bytes: Buffer): string {
  if (bytes[0] === 1) return 'true'
  if (bytes[0] === 0) return 'false'
  throw serializationError(`Unexpected byte received by BooleanDeserializer: ${bytes[0]}`)
}

function javaUuid(text: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)) return text.toLowerCase()
  throw serializationError('Error parsing data into UUID')
}

/** The shortest decimal that is this float, printed as a double is. */
function javaFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return javaDouble(candidate)
  }
  return javaDouble(value)
}
