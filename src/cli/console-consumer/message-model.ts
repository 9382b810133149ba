import { isUtf8 } from 'node:buffer'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { Deserialize } from './deserializers/deserializer.ts'
import type { Deserializers } from './formatters/default.ts'
import type { Formatter, MessageToFormat } from './formatters/formatter.ts'
import { LineBuffer } from './line-buffer.ts'
import type { consumedMessage } from './results.ts'

export type MessageModel = ValueOf<typeof consumedMessage>

/** What is told of messages as objects. `formatter` is undefined where it is the default one. Throws as deserializers and formatters do. */
export function messageModels(
  deserializers: Deserializers,
  formatter: Formatter | undefined,
): (message: MessageToFormat) => MessageModel {
  const printed: string[] = []
  const write = (text: string | Uint8Array) => void printed.push(Buffer.from(text).toString())
  const output = new LineBuffer({ isTerminal: false, columns: 80, write })
  const formatted = (message: MessageToFormat) => {
    formatter?.write(message, output)
    output.flush()
    return formatter === undefined ? null : printed.splice(0).join('')
  }
  return (message) => {
    const { topic, partition, isLogAppendTime, record } = message
    const [key, value] = [content(record.key, deserializers.key), content(record.value, deserializers.value)]
    return {
      topic,
      partition,
      offset: record.offset,
      timestamp: record.timestamp < 0 ? null : record.timestamp,
      timestampType: isLogAppendTime ? 'LogAppendTime' : 'CreateTime',
      headers: record.headers.map((header) => {
        const { text, base64 } = content(header.value, deserializers.header)
        return { key: header.key.toString(), value: text, valueBase64: base64 }
      }),
      key: key.text,
      keyBase64: key.base64,
      value: value.text,
      valueBase64: value.base64,
      formatted: formatted(message),
    }
  }
}

function content(bytes: Buffer | null, deserialize: Deserialize | undefined) {
  if (bytes === null) return { text: null, base64: null }
  if (deserialize !== undefined) return { text: deserialize(bytes), base64: null }
  return isUtf8(bytes) ? { text: bytes.toString(), base64: null } : { text: null, base64: bytes.toString('base64') }
}
