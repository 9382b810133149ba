import { OffsetCommitValue } from '../../../wire/kafka/offsets-topic.ts'
import { Reader, read, Writer, write } from '../../../wire/schema/index.ts'
import type { CommittedOffset } from '../offsets/committed-offsets.ts'

const currentVersion = 3
/** The last version with a time of its own to expire. */
const expiringVersion = 1

export function offsetValue(committed: CommittedOffset): Buffer {
  const { expireTimestamp, ...value } = committed
  const version = expireTimestamp === undefined ? currentVersion : expiringVersion
  const writer = new Writer()
  writer.int16(version)
  write(OffsetCommitValue, version, writer, expireTimestamp === undefined ? value : committed)
  return writer.finishBytes()
}

/** Any version up to 4. Throws `MalformedError`, `UnsupportedVersionError` for a later one. */
export function readOffsetValue(bytes: Buffer): CommittedOffset {
  const reader = new Reader(bytes)
  const version = reader.int16()
  const { expireTimestamp, ...value } = read(OffsetCommitValue, version, reader)
  return { ...value, expireTimestamp: expireTimestamp === -1 ? undefined : expireTimestamp }
}
