import type { Random } from '../../../base/random.ts'
import type { LogRecord } from '../../../wire/records/record.ts'
import { deserializerNamed } from '../deserializers/by-name.ts'
import type { Deserialize } from '../deserializers/deserializer.ts'
import type { Formatter, MessageToFormat } from './formatter.ts'

type Column = (message: MessageToFormat) => Buffer

/** @throws JavaException at a deserializer that is none of Kafka's, or not set up well */
export function defaultFormatter(settings: ReadonlyMap<string, string>, random: Random): Formatter {
  const bytes = (name: string, fallback: string) => Buffer.from(settings.get(name) ?? fallback)
  const lineSeparator = bytes('line.separator', '\n')
  const columnSeparator = bytes('key.separator', '\t')
  const nullLiteral = bytes('null.literal', 'null')
  const columns = columnsOf({ settings, random, headersSeparator: bytes('headers.separator', ','), nullLiteral })
  const isPlain = columns.length === 1 && prints(settings, 'value', true) && !settings.has('value.deserializer')
  return {
    ...(isPlain ? { bulk: { lineSeparator, nullLiteral } } : {}),
    write(message, output) {
      columns.forEach((column, index) => {
        output.append(column(message))
        output.append(index === columns.length - 1 ? lineSeparator : columnSeparator)
      })
    },
  }
}

/** Those that the settings name; without one bytes are printed as they are. */
export interface Deserializers {
  readonly key: Deserialize | undefined
  readonly value: Deserialize | undefined
  readonly header: Deserialize | undefined
}

/** @throws JavaException at one that is none of Kafka's, or not set up well */
export function deserializersOf(settings: ReadonlyMap<string, string>, random: Random): Deserializers {
  const named = (name: string) => {
    const className = settings.get(name)
    const properties = withoutPrefix(settings, `${name}.`)
    if (className === undefined) return undefined
    return deserializerNamed(className, { isKey: name === 'key.deserializer', properties, random })
  }
  return { key: named('key.deserializer'), value: named('value.deserializer'), header: named('headers.deserializer') }
}

interface ColumnSettings {
  readonly settings: ReadonlyMap<string, string>
  readonly random: Random
  readonly headersSeparator: Buffer
  readonly nullLiteral: Buffer
}

function columnsOf({ settings, random, headersSeparator, nullLiteral }: ColumnSettings): Column[] {
  const text = (part: string, fallback: boolean, make: Column) => (prints(settings, part, fallback) ? [make] : [])
  const deserializers = deserializersOf(settings, random)
  const key = withDeserializer(deserializers.key, nullLiteral)
  const value = withDeserializer(deserializers.value, nullLiteral)
  const header = withDeserializer(deserializers.header, nullLiteral)
  return [
    ...text('timestamp', false, timestampColumn),
    ...text('partition', false, ({ partition }) => Buffer.from(`Partition:${partition}`)),
    ...text('offset', false, ({ record }) => Buffer.from(`Offset:${record.offset}`)),
    ...text('headers', false, ({ record }) => headersColumn(record, headersSeparator, header)),
    ...text('key', false, ({ record }) => key(record.key)),
    ...text('value', true, ({ record }) => value(record.value)),
  ]
}

function prints(settings: ReadonlyMap<string, string>, part: string, fallback: boolean): boolean {
  const text = settings.get(`print.${part}`)
  return text === undefined ? fallback : text.trim().toLowerCase() === 'true'
}

function withoutPrefix(settings: ReadonlyMap<string, string>, prefix: string): Map<string, string> {
  const own = [...settings].filter(([name]) => name.startsWith(prefix))
  return new Map(own.map(([name, value]) => [name.slice(prefix.length), value]))
}

/** Null is printed as its literal, which Kafka hands to the deserializer too. */
function withDeserializer(deserialize: Deserialize | undefined, nullLiteral: Buffer) {
  return (bytes: Buffer | null): Buffer => {
    const known = bytes ?? nullLiteral
    return deserialize ? Buffer.from(deserialize(known)) : known
  }
}

function timestampColumn({ record, isLogAppendTime }: MessageToFormat): Buffer {
  if (record.timestamp < 0) return Buffer.from('NO_TIMESTAMP')
  return Buffer.from(`${isLogAppendTime ? 'LogAppendTime' : 'CreateTime'}:${record.timestamp}`)
}

function headersColumn({ headers }: LogRecord, separator: Buffer, value: (bytes: Buffer | null) => Buffer): Buffer {
  if (headers.length === 0) return Buffer.from('NO_HEADERS')
  const parts = headers.flatMap((header, index) => {
    const pair = [header.key, Buffer.from(':'), value(header.value)]
    return index === 0 ? pair : [separator, ...pair]
  })
  return Buffer.concat(parts)
}
