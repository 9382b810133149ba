import { javaString } from '../../../base/java-utf8.ts'
import type { DeserializerSettings } from './deserializer.ts'
import { serializationError } from './deserializer.ts'

/** Decoders by Java's names, where Node has none under the same name that does the same. */
const charsets: Readonly<Record<string, (bytes: Buffer) => string>> = {
  'utf-8': javaString,
  utf8: javaString,
  'iso-8859-1': (bytes) => bytes.toString('latin1'),
  latin1: (bytes) => bytes.toString('latin1'),
  'us-ascii': (bytes) => bytes.toString('latin1').replace(/[\x80-\xff]/g, '\ufffd'),
  'utf-16': utf16,
  'utf-16be': (bytes) => new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes),
  'utf-16le': (bytes) => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes),
}

/** Big-endian unless a byte order mark says otherwise, which Node's decoder takes for little-endian. */
function utf16(bytes: Buffer): string {
  const isLittle = bytes.length >= 2 && bytes.readUInt16LE(0) === 0xfeff
  return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes)
}

/**
 * Text in the encoding that the settings name, UTF-8 by default.
 * @throws ClientError (SerializationException) when called, if nobody knows that encoding
 */
export function textDecoder({ isKey, properties }: DeserializerSettings, target: string): (bytes: Buffer) => string {
  const own = isKey ? 'key.deserializer.encoding' : 'value.deserializer.encoding'
  const encoding = properties.get(own) ?? properties.get('deserializer.encoding') ?? 'UTF-8'
  return charsets[encoding.toLowerCase()] ?? namedDecoder(encoding, target)
}

function namedDecoder(encoding: string, target: string): (bytes: Buffer) => string {
  try {
    const decoder = new TextDecoder(encoding, { ignoreBOM: true })
    return (bytes) => decoder.decode(bytes)
  } catch {
    return () => {
      throw serializationError(`Error when deserializing byte[] to ${target} due to unsupported encoding ${encoding}`)
    }
  }
}
