import type { LogRecord } from '../../../wire/records/record.ts'
import type { LineBuffer } from '../line-buffer.ts'

export interface MessageToFormat {
  readonly topic: string
  readonly partition: number
  readonly isLogAppendTime: boolean
  readonly record: LogRecord
}

export interface Formatter {
  /** What follows each value, when messages are printed as nothing but their values, byte for byte. */
  readonly bulk?: { readonly lineSeparator: Buffer; readonly nullLiteral: Buffer }
  /** @throws ClientError, JavaException, MalformedError at a message that is not what the formatter is for */
  write(message: MessageToFormat, output: LineBuffer): void
}
