export type { Chunk } from './chunk.ts'
export { decode, decodeJute, encode, encodeJute, read, readJute, write, writeJute } from './codec.ts'
export { MalformedError, UnsupportedVersionError } from './errors.ts'
export {
  array,
  boolean,
  bytes,
  type Field,
  type Fields,
  type FieldType,
  float64,
  int8,
  int16,
  int32,
  int64,
  int64big,
  records,
  string,
  struct,
  uint16,
  uuid,
} from './fields.ts'
export { zeroUuid } from './fixed.ts'
export { type InputOf, type JuteRecord, type Message, message, record, type TypeOf } from './message.ts'
export { Reader } from './reader.ts'
export { Writer } from './writer.ts'
