import { isFileRange } from '../../../src/base/disk/disk.ts'
import { compiledDecoder } from '../../../src/wire/schema/compiled-decoder.ts'
import { compiledEncoder } from '../../../src/wire/schema/compiled-encoder.ts'
import { type Chunk, MalformedError, Reader, Writer } from '../../../src/wire/schema/index.ts'
import type { Layout } from '../../../src/wire/schema/layout.ts'
import { type Decode, plainDecoder } from '../../../src/wire/schema/plain-decoder.ts'
import { type Encode, plainEncoder } from '../../../src/wire/schema/plain-encoder.ts'

/** A layout's codecs of both makes. */
export interface Codecs {
  readonly compiled: { readonly decode: Decode; readonly encode: Encode }
  readonly plain: { readonly decode: Decode; readonly encode: Encode }
}

export function codecsOf(layout: Layout): Codecs {
  return {
    compiled: { decode: compiledDecoder(layout), encode: compiledEncoder(layout) },
    plain: { decode: plainDecoder(layout), encode: plainEncoder(layout) },
  }
}

export function joined(chunks: readonly Chunk[]): Buffer {
  return Buffer.concat(chunks.flatMap((chunk) => (isFileRange(chunk) ? [] : [chunk])))
}

export function encoded(encode: Encode, value: unknown): Buffer {
  const writer = new Writer()
  encode(writer, value)
  return joined(writer.finish())
}

/** The decoded value, checked to take all bytes. */
export function decodedWhole(decode: Decode, bytes: Buffer): unknown {
  const reader = new Reader(bytes)
  const value = decode(reader)
  if (reader.remaining !== 0) throw new Error(`${reader.remaining} bytes left over`)
  return value
}

/** The value and where the reader stood, or that the bytes were refused; any other error passes through. */
export function outcome(decode: Decode, bytes: Buffer): unknown {
  const reader = new Reader(bytes)
  try {
    return { value: decode(reader), at: reader.at }
  } catch (error) {
    if (error instanceof MalformedError) return 'malformed'
    throw error
  }
}
