import type { Chunk } from './chunk.ts'
import { compiledDecoder } from './compiled-decoder.ts'
import { compiledEncoder } from './compiled-encoder.ts'
import { UnsupportedVersionError } from './errors.ts'
import { juteLayout, type Layout, messageLayout } from './layout.ts'
import type { InputOf, JuteRecord, Message, TypeOf } from './message.ts'
import { type Decode, plainDecoder } from './plain-decoder.ts'
import { type Encode, plainEncoder } from './plain-encoder.ts'
import { Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** The codecs of each declaration by version, made when first used. */
const decoders = new WeakMap<object, Decode[]>()
const encoders = new WeakMap<object, Encode[]>()

/**
 * Reads a message of `version` that starts at `offset`. Throws `MalformedError` when the bytes are no such message,
 * `UnsupportedVersionError` when there is no such version. Bytes after the message are not looked at.
 */
export function decode<M extends Message>(message: M, version: number, bytes: Buffer, offset = 0): TypeOf<M> {
  return read(message, version, new Reader(bytes, offset))
}

/** Like `decode`, leaving the reader behind the message. */
export function read<M extends Message>(message: M, version: number, reader: Reader): TypeOf<M>
export function read(message: Message, version: number, reader: Reader): unknown {
  const decoder = decoders.get(message)?.[version] ?? newDecoder(message, version, layoutOf(message, version))
  return decoder(reader)
}

/**
 * The bytes of a message, in pieces for one vectored write; records are passed through as they came. Throws
 * `UnsupportedVersionError` for a version or a value that the message doesn't have, `TypeError` or `RangeError` for a
 * value that its type can't hold.
 */
export function encode<M extends Message>(message: M, version: number, value: InputOf<M>): Chunk[] {
  const writer = new Writer()
  write(message, version, writer, value)
  return writer.finish()
}

/** Like `encode`, behind what the writer already has. */
export function write<M extends Message>(message: M, version: number, writer: Writer, value: InputOf<M>): void {
  const encoder = encoders.get(message)?.[version] ?? newEncoder(message, version, layoutOf(message, version))
  encoder(writer, value)
}

/** Reads one jute record; the reader stays behind it. Throws `MalformedError`. */
export function readJute<R extends JuteRecord>(record: R, reader: Reader): TypeOf<R>
export function readJute(record: JuteRecord, reader: Reader): unknown {
  const decoder = decoders.get(record)?.[0] ?? newDecoder(record, 0, juteLayout(record))
  return decoder(reader)
}

export function decodeJute<R extends JuteRecord>(record: R, bytes: Buffer, offset = 0): TypeOf<R> {
  return readJute(record, new Reader(bytes, offset))
}

/** Writes one jute record behind what the writer already has. */
export function writeJute<R extends JuteRecord>(record: R, writer: Writer, value: InputOf<R>): void {
  const encoder = encoders.get(record)?.[0] ?? newEncoder(record, 0, juteLayout(record))
  encoder(writer, value)
}

export function encodeJute<R extends JuteRecord>(record: R, value: InputOf<R>): Buffer {
  const writer = new Writer()
  writeJute(record, writer, value)
  return writer.finishBytes()
}

/**
 * Writing and compiling a codec's JavaScript takes half a millisecond, which a command that asks three questions does not
 * get back: the first messages, unless they are long, are read and written by closures.
 */
const usesBeforeCompiling = 16
const longMessage = 4096

function newDecoder(declaration: object, version: number, layout: Layout): Decode {
  const plain = plainDecoder(layout)
  let uses = 0
  return keep(decoders, declaration, version, (reader) => {
    if (++uses <= usesBeforeCompiling && reader.remaining < longMessage) return plain(reader)
    return keep(decoders, declaration, version, compiledOr(compiledDecoder, plain, layout))(reader)
  })
}

function newEncoder(declaration: object, version: number, layout: Layout): Encode {
  const plain = plainEncoder(layout)
  let uses = 0
  return keep(encoders, declaration, version, (writer, value) => {
    if (++uses <= usesBeforeCompiling) return plain(writer, value)
    return keep(encoders, declaration, version, compiledOr(compiledEncoder, plain, layout))(writer, value)
  })
}

/** Closures serve on where Node was told to generate no code (`--disallow-code-generation-from-strings`). */
function compiledOr<T>(compiled: (layout: Layout) => T, plain: T, layout: Layout): T {
  try {
    return compiled(layout)
  } catch (error) {
    if (error instanceof EvalError) return plain
    throw error
  }
}

function keep<T>(codecs: WeakMap<object, T[]>, declaration: object, version: number, codec: T): T {
  const known = codecs.get(declaration) ?? []
  known[version] = codec
  codecs.set(declaration, known)
  return codec
}

function layoutOf(message: Message, version: number): Layout {
  if (!Number.isInteger(version) || version < message.minVersion || version > message.maxVersion) {
    throw new UnsupportedVersionError(`Can't handle version ${version} of ${message.name}`)
  }
  return messageLayout(message, version)
}
