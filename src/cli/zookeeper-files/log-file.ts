import { readFileSync } from 'node:fs'
import { FileHeader } from '../../wire/jute/snapshots.ts'
import { decodeJute, Reader } from '../../wire/schema/index.ts'
import { adler32 } from '../../zookeeper/storage/adler32.ts'
import { logMagic } from '../../zookeeper/storage/files.ts'
import { orEndOfFile, ToolkitError } from './toolkit-error.ts'

const endMark = 0x42

/** An entry as it stands in the file, sound or not. */
export interface LoggedEntry {
  readonly checksum: bigint
  readonly content: Buffer
  /** What the checksum should be. */
  readonly expected: bigint
  /** Nothing is behind the content: the file ends too early, or in another entry's middle. */
  readonly isPartial: boolean
}

export interface LogFile {
  /** The bytes of the header as they are. */
  readonly header: Buffer
  readonly dbid: bigint
  readonly version: number
  readonly entries: Iterable<LoggedEntry>
}

export const logHeaderSize = 16

/** @throws ToolkitError when it is no transaction log; a JavaException when not even its header is whole */
export function openLog(file: string, name: string): LogFile {
  const bytes = readFileSync(file)
  const header = bytes.subarray(0, logHeaderSize)
  const { magic, version, dbid } = orEndOfFile(() => decodeJute(FileHeader, header))
  if (magic !== logMagic) throw new ToolkitError(`Invalid magic number for ${name}`, 2)
  return { header, dbid, version, entries: entriesOf(bytes) }
}

/** Up to the zeros that a log is filled up with, or to what is too short for an entry. */
function* entriesOf(bytes: Buffer): Generator<LoggedEntry> {
  const reader = new Reader(bytes, logHeaderSize)
  while (reader.remaining >= 12) {
    const checksum = reader.int64big()
    const length = reader.int32()
    if (length <= 0 || length > reader.remaining) return
    const at = reader.take(length)
    const content = bytes.subarray(at, at + length)
    const isPartial = reader.remaining === 0 || reader.int8() !== endMark
    yield { checksum, content, expected: BigInt(adler32(content)), isPartial }
    if (isPartial) return
  }
}

/** The entry's bytes in a file, under this checksum. */
export function entryBytes({ content }: LoggedEntry, checksum: bigint): Buffer {
  const bytes = Buffer.alloc(12 + content.length + 1, endMark)
  bytes.writeBigInt64BE(checksum, 0)
  bytes.writeInt32BE(content.length, 8)
  content.copy(bytes, 12)
  return bytes
}
