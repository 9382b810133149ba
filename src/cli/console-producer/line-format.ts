import { javaSplit } from '../../base/java-split.ts'
import { kafkaException } from '../../client/errors.ts'
import { javaPattern } from '../format/java-pattern.ts'

/** How a line is taken apart; see the `property` option. */
export interface LineFormat {
  readonly parsesKey: boolean
  readonly keySeparator: string
  readonly parsesHeaders: boolean
  readonly headersDelimiter: string
  /** A regular expression, as in Kafka's tool: `|` is to be written `\\|`. */
  readonly headersSeparator: RegExp
  readonly headersKeySeparator: string
  readonly ignoresErrors: boolean
  readonly nullMarker: string | undefined
}

export interface ParsedLine {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[]
}

/** @throws ClientError (KafkaException) when two separators are the same, JavaException when one is no expression */
export function lineFormat(settings: ReadonlyMap<string, string>): LineFormat {
  const isTrue = (name: string) => settings.get(name)?.trim().toLowerCase() === 'true'
  const headersSeparator = settings.get('headers.separator') ?? ','
  const format = {
    parsesKey: isTrue('parse.key'),
    keySeparator: settings.get('key.separator') ?? '\t',
    parsesHeaders: isTrue('parse.headers'),
    headersDelimiter: settings.get('headers.delimiter') ?? '\t',
    headersKeySeparator: settings.get('headers.key.separator') ?? ':',
    ignoresErrors: isTrue('ignore.error'),
    nullMarker: settings.get('null.marker'),
  }
  checkDistinct([
    ['headers.delimiter', format.headersDelimiter, 'headers.separator', headersSeparator],
    ['headers.delimiter', format.headersDelimiter, 'headers.key.separator', format.headersKeySeparator],
    ['headers.separator', headersSeparator, 'headers.key.separator', format.headersKeySeparator],
    ['null.marker', format.nullMarker, 'key.separator', format.keySeparator],
    ['null.marker', format.nullMarker, 'headers.separator', headersSeparator],
    ['null.marker', format.nullMarker, 'headers.delimiter', format.headersDelimiter],
    ['null.marker', format.nullMarker, 'headers.key.separator', format.headersKeySeparator],
  ])
  return { ...format, headersSeparator: javaPattern(headersSeparator, 'anywhere') }
}

function checkDistinct(pairs: readonly (readonly [string, string | undefined, string, string])[]): void {
  for (const [name, value, otherName, other] of pairs) {
    if (value === other) throw kafkaException(`${name} and ${otherName} may not be equal`)
  }
}

/** True when a line is nothing but a value, byte for byte. */
export function isPlain({ parsesKey, parsesHeaders, nullMarker }: LineFormat): boolean {
  return !parsesKey && !parsesHeaders && nullMarker === undefined
}

/** @throws ClientError (KafkaException) when a separator is missing and errors are not ignored */
export function parseLine(format: LineFormat, line: string, lineNumber: number): ParsedLine {
  const part = (isThere: boolean, from: number, separator: string, name: string) => {
    const end = isThere ? line.indexOf(separator, from) : -1
    if (end >= 0) return line.slice(from, end)
    if (!isThere || format.ignoresErrors) return undefined
    throw kafkaException(`No ${name} found on line number ${lineNumber}: '${line}'`)
  }
  const headers = part(format.parsesHeaders, 0, format.headersDelimiter, 'headers delimiter')
  const keyStart = headers === undefined ? 0 : headers.length + format.headersDelimiter.length
  const key = part(format.parsesKey, keyStart, format.keySeparator, 'key separator')
  const valueStart = key === undefined ? keyStart : keyStart + key.length + format.keySeparator.length
  return {
    key: bytesOf(format, key),
    value: bytesOf(format, line.slice(valueStart)),
    headers: headers === undefined || headers === format.nullMarker ? [] : parseHeaders(format, headers, lineNumber),
  }
}

function bytesOf(format: LineFormat, text: string | undefined): Buffer | null {
  return text === undefined || text === format.nullMarker ? null : Buffer.from(text)
}

function parseHeaders(format: LineFormat, text: string, lineNumber: number): ParsedLine['headers'] {
  return javaSplit(text, format.headersSeparator).map((pair) => {
    const at = pair.indexOf(format.headersKeySeparator)
    if (at < 0) {
      if (format.ignoresErrors) return { key: pair, value: null }
      throw kafkaException(`No header key separator found in pair '${pair}' on line number ${lineNumber}`)
    }
    const key = pair.slice(0, at)
    if (key === format.nullMarker) {
      throw kafkaException(`Header keys should not be equal to the null marker '${key}' as they can't be null`)
    }
    return { key, value: bytesOf(format, pair.slice(at + format.headersKeySeparator.length)) }
  })
}
