import { configError, kafkaException } from '../../../client/errors.ts'
import { Reader } from '../../../wire/schema/index.ts'
import { type Deserialize, type DeserializerSettings, serializationError } from './deserializer.ts'

const lists = ['java.util.ArrayList', 'java.util.LinkedList', 'java.util.Vector', 'java.util.Stack']
const serde = /^org\.apache\.kafka\.common\.serialization\.Serdes\$(\w+)Serde$/
/** Elements of these all have the same size, which is then left out. */
const sizes: Readonly<Record<string, number>> = { Short: 2, Integer: 4, Float: 4, Long: 8, Double: 8, UUID: 36 }
const constantSize = 0
const variableSize = 1

/** `[1, null, 3]`. `inner` gives the deserializer of the elements, named as in `IntegerDeserializer`. */
export function listDeserializer(
  settings: DeserializerSettings,
  inner: (name: string) => Deserialize | undefined,
): Deserialize {
  const { isKey, properties } = settings
  const prefix = `default.list.${isKey ? 'key' : 'value'}.serde`
  const type = properties.get(`${prefix}.type`)
  if (type === undefined) throw configError(undetermined('list'))
  if (!lists.includes(type)) throw notFound(`${prefix}.type`, type, 'list')
  const element = properties.get(`${prefix}.inner`)
  if (element === undefined) throw configError(undetermined('inner serde'))
  const name = serde.exec(element)?.[1] ?? ''
  const deserialize = inner(`${name}Deserializer`)
  if (deserialize === undefined) throw notFound(`${prefix}.inner`, element, 'inner serde')
  return (bytes) => `[${elements(bytes, deserialize, sizes[name]).join(', ')}]`
}

function undetermined(part: string): string {
  return `Not able to determine the ${part} class because it was neither passed via the constructor nor set in the config.`
}

function notFound(property: string, className: string, part: string) {
  const why = `Deserializer's ${part} class "${className}" could not be found.`
  return configError(`Invalid value ${className} for configuration ${property}: ${why}`)
}

function elements(bytes: Buffer, deserialize: Deserialize, size: number | undefined): string[] {
  const reader = new Reader(bytes)
  const strategy = reader.int8()
  if (strategy !== constantSize && strategy !== variableSize) {
    throw serializationError('Invalid serialization strategy flag value')
  }
  const nulls = strategy === constantSize ? int32s(reader, reader.int32()) : []
  return Array.from({ length: reader.int32() }, (_, index) => {
    const length = strategy === constantSize ? size : reader.int32()
    if (length === undefined) throw kafkaException('Elements of a list that vary in size need their sizes')
    return length < 0 || nulls.includes(index) ? 'null' : deserialize(slice(reader, length))
  })
}

function slice(reader: Reader, length: number): Buffer {
  const start = reader.take(length)
  return reader.bytes.subarray(start, start + length)
}

function int32s(reader: Reader, count: number): number[] {
  return Array.from({ length: count }, () => reader.int32())
}
