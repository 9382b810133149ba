import { UnsupportedVersionError } from './errors.ts'
import { juteLayout, messageLayout } from './layout.ts'
import type { InputOf, JuteRecord, Message, TypeOf } from './message.ts'
import { type Decode, plainDecoder } from './plain-decoder.ts'
import { type Encode, plainEncoder } from './plain-encoder.ts'
import { Reader } from './reader.ts'
import { type Chunk, Writer } from './writer.ts'

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
  const known = decoders.get(message) ?? remember(decoders, message)
  const decoder = known[version] ?? (known[version] = plainDecoder(layoutOf(message, version)))
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
  const known = encoders.get(message) ?? remember(encoders, message)
  const encoder = known[version] ?? (known[version] = plainEncoder(layoutOf(message, version)))
  encoder(writer, value)
}

/** Reads one jute record; the reader stays behind it. Throws `MalformedError`. */
export function readJute<R extends JuteRecord>(record: R, reader: Reader): TypeOf<R>
export function readJute(record: JuteRecord, reader: Reader): unknown {
  const known = decoders.get(record) ?? remember(decoders, record)
  const decoder = known[0] ?? (known[0] = plainDecoder(juteLayout(record)))
  return decoder(reader)
}

export function decodeJute<R extends JuteRecord>(record: R, bytes: Buffer, offset = 0): TypeOf<R> {
  return readJute(record, new Reader(bytes, offset))
}

/** Writes one jute record behind what the writer already has. */
export function writeJute<R extends JuteRecord>(record: R, writer: Writer, value: InputOf<R>): void {
  const known = encoders.get(record) ?? remember(encoders, record)
  const encoder = known[0] ?? (known[0] = plainEncoder(juteLayout(record)))
  encoder(writer, value)
}

export function encodeJute<R extends JuteRecord>(record: R, value: InputOf<R>): Buffer {
  const writer = new Writer()
  writeJute(record, writer, value)
  return writer.finishBytes()
}

function remember<T>(codecs: WeakMap<object, T[]>, declaration: object): T[] {
  const known: T[] = []
  codecs.set(declaration, known)
  return known
}

function layoutOf(message: Message, version: number) {
  if (!Number.isInteger(version) || version < message.minVersion || version > message.maxVersion) {
    throw new UnsupportedVersionError(`Can't handle version ${version} of ${message.name}`)
  }
  return messageLayout(message, version)
}
