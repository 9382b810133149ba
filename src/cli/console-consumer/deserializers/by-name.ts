import { javaDouble } from '../../../base/java-double.ts'
import { ClientError, illegalArgument } from '../../../client/errors.ts'
import { JavaException } from '../../kit/java-exception.ts'
import { type Deserialize, type DeserializerSettings, serializationError } from './deserializer.ts'
import { javaFloat } from './java-float.ts'
import { listDeserializer } from './list.ts'
import { textDecoder } from './text.ts'
import { uuidDeserializer } from './uuid.ts'

type Make = (settings: DeserializerSettings) => Deserialize

const packagePrefix = 'org.apache.kafka.common.serialization.'

const deserializers: Readonly<Record<string, Make>> = {
  StringDeserializer: (settings) => textDecoder(settings, 'string'),
  BytesDeserializer: () => printable,
  ByteArrayDeserializer: arrayIdentity,
  ByteBufferDeserializer: () => bufferText,
  LongDeserializer: sized('LongDeserializer', 8, (bytes) => bytes.readBigInt64BE().toString()),
  IntegerDeserializer: sized('IntegerDeserializer', 4, (bytes) => String(bytes.readInt32BE())),
  ShortDeserializer: sized('ShortDeserializer', 2, (bytes) => String(bytes.readInt16BE())),
  DoubleDeserializer: sized('Deserializer', 8, (bytes) => javaDouble(bytes.readDoubleBE())),
  FloatDeserializer: sized('Deserializer', 4, (bytes) => javaFloat(bytes.readFloatBE())),
  BooleanDeserializer: sized('BooleanDeserializer', 1, javaBoolean),
  UUIDDeserializer: uuidDeserializer,
  VoidDeserializer: () => nothing,
  ListDeserializer: (settings) => listDeserializer(settings, (name) => deserializers[name]?.(settings)),
}

/**
 * @throws JavaException (ClassNotFoundException) for a class that is none of Kafka's own, or with what the class finds
 *   wrong with its settings
 */
export function deserializerNamed(className: string, settings: DeserializerSettings): Deserialize {
  const make = className.startsWith(packagePrefix) ? deserializers[className.slice(packagePrefix.length)] : undefined
  if (!make) throw new JavaException('java.lang.ClassNotFoundException', className)
  try {
    return make(settings)
  } catch (error) {
    throw error instanceof ClientError ? new JavaException(error.className, error.message) : error
  }
}

function sized(name: string, size: number, read: (bytes: Buffer) => string): Make {
  return () => (bytes) => {
    if (bytes.length === size) return read(bytes)
    throw serializationError(`Size of data received by ${name} is not ${size}`)
  }
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

/** Java knows of an array only what it is and a number for its identity. */
function arrayIdentity({ random }: DeserializerSettings): Deserialize {
  return () => `[B@${random.int(0x7fffffff).toString(16)}`
}

function bufferText({ length }: Buffer): string {
  return `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`
}

function javaBoolean(bytes: Buffer): string {
  if (bytes[0] === 1) return 'true'
  if (bytes[0] === 0) return 'false'
  throw serializationError(`Unexpected byte received by BooleanDeserializer: ${bytes[0]}`)
}

function nothing(): string {
  throw illegalArgument('Data should be null for a VoidDeserializer.')
}
