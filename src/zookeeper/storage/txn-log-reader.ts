import type { Disk, DiskFile } from '../../base/disk/disk.ts'
import { FileHeader } from '../../wire/jute/snapshots.ts'
import { decodeJute, MalformedError } from '../../wire/schema/index.ts'
import type { TxnEntry } from '../tree/txn.ts'
import { adler32 } from './adler32.ts'
import { fileVersion, logMagic, type NumberedFile, numberedFiles } from './files.ts'
import { decodeEntry } from './txn-codec.ts'

const headerSize = 16
const prefixSize = 12
const txnHeaderSize = 32
/** After the session's id and the request's number. */
const zxidOffset = 12
const chunkSize = 256 * 1024
const endMark = 0x42
const longest = 2 ** 30
const noHeader = { magic: 0, version: 0 }
const expectedStart = Buffer.from('5a4b4c47000000020000000000000000', 'hex')

/** A log file holds something that no crash can have left there. */
export class CorruptLogError extends Error {
  override readonly name = 'CorruptLogError'
}

/** How a log file ended: where, and whether by zeros or the file's end, or in the middle of an entry. */
export interface LogEnd {
  readonly position: number
  readonly torn: boolean
}

/**
 * Gives every transaction from `from` on, in order. A torn tail of the last file is cut off, so that any ZooKeeper can
 * read the file; one in an earlier file only ends that file.
 * @throws CorruptLogError
 */
export function readLogs(
  disk: Disk,
  directory: string,
  from: bigint,
  each: (entry: TxnEntry, bytes: Buffer) => void,
): void {
  const files = numberedFiles(disk, directory, 'log')
  const wanted = files.filter((_, index) => (files[index + 1]?.zxid ?? from + 1n) > from)
  let next = from
  for (const [index, file] of wanted.entries()) {
    const end = readLog(disk, file, (logged) => {
      // Apache's logs a transaction again when its leader sends it again.
      if (logged.zxid < next) return
      next = logged.zxid + 1n
      const bytes = logged.copy()
      each(logged.decode(bytes), bytes)
    })
    if (end.torn && index === wanted.length - 1) cutOff(disk, file, end.position)
  }
}

/** Files without even a header are no logs at all to ZooKeeper, so they go. */
function cutOff(disk: Disk, { path }: NumberedFile, size: number): void {
  if (size < headerSize) disk.remove(path)
  else truncate(disk, path, size)
}

function truncate(disk: Disk, path: string, size: number): void {
  const file = disk.open(path, 'write')
  try {
    file.truncate(size)
    file.sync()
  } finally {
    file.close()
  }
}

/** A transaction in a log file; valid until the next one is read. */
export interface LoggedTxn {
  readonly zxid: bigint
  /** Where in the file it ends. */
  readonly end: number
  /** Its bytes, for longer. */
  copy(): Buffer
  /**
   * What such a copy says.
   * @throws CorruptLogError
   */
  decode(copy: Buffer): TxnEntry
}

type EachLogged = (logged: LoggedTxn) => void

/** Gives the transactions of one file. */
export function readLog(disk: Disk, { path }: NumberedFile, each: EachLogged): LogEnd {
  const file = disk.open(path, 'read')
  try {
    return new LogFile(file).read(each)
  } finally {
    file.close()
  }
}

class LogFile {
  readonly #file: DiskFile
  readonly #size: number
  #chunk = Buffer.alloc(0)
  #chunkStart = 0

  constructor(file: DiskFile) {
    this.#file = file
    this.#size = file.size()
  }

  read(each: EachLogged): LogEnd {
    if (!this.#hasHeader()) return { position: 0, torn: true }
    for (let position = headerSize; ; ) {
      const entry = this.#entryAt(position)
      if (entry === 'end') return { position, torn: false }
      if (entry === 'torn') return this.#tornAt(position)
      const end = position + prefixSize + entry.length + 1
      each(this.#logged(entry, position, end))
      position = end
    }
  }

  /** A crash may come before the header of a new file is on the disk; then nothing else is there either. */
  #hasHeader(): boolean {
    const found = this.#bytes(0, Math.min(headerSize, this.#size))
    const { magic, version } = found.length < headerSize ? noHeader : decodeJute(FileHeader, found)
    if (magic === logMagic && version === fileVersion) return true
    const written = found.findIndex((byte, index) => byte !== expectedStart[index])
    if (this.#isBlank(written === -1 ? found.length : written)) return false
    throw new CorruptLogError(`Invalid magic number ${magic} in ${this.#file.path}`)
  }

  /** The bytes of the entry at this position; `end` where only zeros or nothing follow. */
  #entryAt(position: number): Buffer | 'end' | 'torn' {
    if (position + prefixSize > this.#size) return this.#isBlank(position) ? 'end' : 'torn'
    const prefix = this.#bytes(position, prefixSize)
    const checksum = prefix.readBigUInt64BE(0)
    const length = prefix.readInt32BE(8)
    if (length === 0) return checksum === 0n ? 'end' : 'torn'
    if (length < 0 || length > longest || position + prefixSize + length + 1 > this.#size) return 'torn'
    const bytes = this.#bytes(position + prefixSize, length + 1)
    const content = bytes.subarray(0, length)
    return bytes[length] === endMark && BigInt(adler32(content)) === checksum ? content : 'torn'
  }

  /** A crash tears only the last entry; if a whole one follows a broken one, the disk has changed what was written. */
  #tornAt(position: number): LogEnd {
    if (position + prefixSize < this.#size) {
      const length = this.#bytes(position, prefixSize).readInt32BE(8)
      const next = position + prefixSize + length + 1
      const following = length > 0 && next < this.#size ? this.#entryAt(next) : 'end'
      if (following !== 'end' && following !== 'torn') {
        throw new CorruptLogError(`CRC check failed in ${this.#file.path} at ${position}`)
      }
    }
    return { position, torn: true }
  }

  #logged(bytes: Buffer, position: number, end: number): LoggedTxn {
    if (bytes.length < txnHeaderSize) throw new CorruptLogError(`no header in ${this.#file.path} at ${position}`)
    return {
      zxid: bytes.readBigInt64BE(zxidOffset),
      end,
      copy: () => Buffer.from(bytes),
      decode: (copy) => this.#decode(copy, position),
    }
  }

  #decode(bytes: Buffer, position: number): TxnEntry {
    try {
      return decodeEntry(bytes)
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error
      throw new CorruptLogError(`${error.message} in ${this.#file.path} at ${position}`)
    }
  }

  #isBlank(position: number): boolean {
    return this.#bytes(position, Math.max(0, this.#size - position)).every((byte) => byte === 0)
  }

  /** A view that lasts until the next call; files are read in big pieces. */
  #bytes(position: number, length: number): Buffer {
    const end = this.#chunkStart + this.#chunk.length
    if (position < this.#chunkStart || position + length > end) this.#load(position, length)
    return this.#chunk.subarray(position - this.#chunkStart, position - this.#chunkStart + length)
  }

  #load(position: number, length: number): void {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(length, chunkSize), this.#size - position))
    this.#chunk = chunk.subarray(0, this.#file.read(chunk, position))
    this.#chunkStart = position
    if (this.#chunk.length < length) throw new CorruptLogError(`${this.#file.path} is shorter than its size`)
  }
}
