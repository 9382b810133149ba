import type { LogRecord } from '../../wire/records/record.ts'
import { JavaException } from '../kit/java-exception.ts'
import { type Deserialize, deserializerNamed } from './deserializers.ts'
import type { LineBuffer } from './line-buffer.ts'

export interface MessageToFormat {
  readonly topic: string
  readonly partition: number
  readonly isLogAppendTime: boolean
  readonly record: LogRecord
}

export interface Formatter {
  /** What follows each value, when messages are printed as nothing but their values, byte for byte. */
  readonly bulk: { readonly lineSeparator: Buffer; readonly nullLiteral: Buffer } | undefined
  /** @throws ClientError (SerializationException) */
  write(message: MessageToFormat, output: LineBuffer): void
}

/** @throws JavaException (ClassNotFoundException) for a class that is none of Kafka's own */
export function formatterNamed(className: string, settings: ReadonlyMap<string, string>): Formatter {
  switch (className) {
    // It also logs each message, at a level that the tools' own set-up does not show.
    case 'kafka.tools.LoggingMessageFormatter':
    case 'kafka.tools.DefaultMessageFormatter':
    case 'org.apache.kafka.tools.consumer.DefaultMessageFormatter':
    case 'org.apache.kafka.tools.consumer.LoggingMessageFormatter':
      return defaultFormatter(settings)
    case 'kafka.tools.NoOpMessageFormatter':
    case 'org.apache.kafka.tools.consumer.NoOpMessageFormatter':
      return { bulk: undefined, write() {} }
    default:
      throw new JavaException('java.lang.ClassNotFoundException', className)
  }
}

type Column = (message: MessageToFormat) => Buffer

function defaultFormatter(settings: ReadonlyMap<string, string>): Formatter {
  const bytes = (name: string, fallback: string) => Buffer.from(settings.get(name) ?? fallback)
  const lineSeparator = bytes('line.separator', '\n')
  const columnSeparator = bytes('key.separator', '\t')
  const nullLiteral = bytes('null.literal', 'null')
  const columns = columnsOf(settings, bytes('headers.separator', ','), nullLiteral)
  const isPlain = columns.length === 1 && prints(settings, 'value', true) && !settings.has('value.deserializer')
  return {
    bulk: isPlain ? { lineSeparator, nullLiteral } : undefined,
    write(message, output) {
      columns.forEach((column, index) => {
        output.append(column(message))
        output.append(index === columns.length - 1 ? lineSeparator : columnSeparator)
      })
    },
  }
}

function columnsOf(settings: ReadonlyMap<string, string>, headersSeparator: Buffer, nullLiteral: Buffer): Column[] {
  const text = (part: string, fallback: boolean, make: Column) => (prints(settings, part, fallback) ? [make] : [])
  const deserialized = (name: string) => {
    const className = settings.get(name)
    return withDeserializer(className ? deserializerNamed(className) : undefined, nullLiteral)
  }
  const key = deserialized('key.deserializer')
  const value = deserialized('value.deserializer')
  const header = deserialized('headers.deserializer')
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
