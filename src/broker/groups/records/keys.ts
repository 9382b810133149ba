import { GroupMetadataKey, OffsetCommitKey } from '../../../wire/kafka/offsets-topic.ts'
import { Reader, read, Writer, write } from '../../../wire/schema/index.ts'

const offsetKeyVersion = 1
const groupKeyVersion = 2

export const offsetKey = (group: string, topic: string, partition: number): Buffer => {
  const writer = new Writer()
  writer.int16(offsetKeyVersion)
  write(OffsetCommitKey, offsetKeyVersion, writer, { group, topic, partition })
  return writer.finishBytes()
}

export const groupKey = (group: string): Buffer => {
  const writer = new Writer()
  writer.int16(groupKeyVersion)
  write(GroupMetadataKey, groupKeyVersion, writer, { group })
  return writer.finishBytes()
}

export type OffsetsTopicKey =
  | { readonly type: 'offset'; readonly group: string; readonly topic: string; readonly partition: number }
  | { readonly type: 'group'; readonly group: string }
  /** Of a later Kafka: to be left alone. */
  | { readonly type: 'unknown'; readonly version: number }

/** What a record of the offsets topic is about. Throws `MalformedError`. */
export function readKey(bytes: Buffer): OffsetsTopicKey {
  const reader = new Reader(bytes)
  const version = reader.int16()
  if (version === groupKeyVersion) return { type: 'group', ...read(GroupMetadataKey, version, reader) }
  if (version === 0 || version === 1) return { type: 'offset', ...read(OffsetCommitKey, version, reader) }
  return { type: 'unknown', version }
}
