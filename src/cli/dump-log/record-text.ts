import type { LogRecord } from '../../wire/records/record.ts'
import { JavaException } from '../kit/java-exception.ts'
import type { DumpLogOptions } from './options.ts'

/** Key and payload of a record as text; undefined where nothing is to be shown. */
export type RecordText = (record: LogRecord) => { key: string | undefined; payload: string | undefined }

type Decoder = (bytes: Buffer) => string

/** @throws JavaException where there are fewer */
function first(bytes: Buffer, count: number): Buffer {
  if (bytes.length < count) throw new JavaException('java.nio.BufferUnderflowException')
  return bytes
}

const decoders: Readonly<Record<string, Decoder>> = {
  'kafka.serializer.StringDecoder': (bytes) => bytes.toString(),
  'kafka.serializer.LongDecoder': (bytes) => String(first(bytes, 8).readBigInt64BE()),
  'kafka.serializer.IntegerDecoder': (bytes) => String(first(bytes, 4).readInt32BE()),
  // Java shows the bytes' identity; the bytes themselves say more.
  'kafka.serializer.DefaultDecoder': (bytes) => bytes.toString('latin1'),
}

/** How the options want records shown. @throws JavaException for a class that nobody has */
export async function recordText(options: DumpLogOptions): Promise<RecordText> {
  if (options.has('offsets-decoder')) return (await import('./offsets-topic.ts')).offsetsTopicText
  if (options.has('transaction-log-decoder')) return (await import('./transaction-log.ts')).transactionLogText
  if (options.has('cluster-metadata-decoder')) return (await import('./cluster-metadata.ts')).clusterMetadataText
  const value = decoder(options.value('value-decoder-class'))
  const key = decoder(options.value('key-decoder-class'))
  return (record) => ({ key: apply(key, record.key), payload: apply(value, record.value) })
}

function decoder(className: string): Decoder {
  const found = decoders[className]
  if (found === undefined) throw new JavaException('java.lang.ClassNotFoundException', className)
  return found
}

function apply(decode: Decoder, bytes: Buffer | null): string | undefined {
  return bytes === null ? undefined : decode(bytes)
}
