import type { Disk, DiskFile } from '../../base/disk/disk.ts'
import { FileHeader } from '../../wire/jute/snapshots.ts'
import { encodeJute } from '../../wire/schema/index.ts'
import { adler32 } from './adler32.ts'
import { filePath, fileVersion, logMagic } from './files.ts'

export interface TxnLogOptions {
  readonly disk: Disk
  /** `<dataLogDir>/version-2`. */
  readonly directory: string
  /** Files grow in steps of so many bytes of zeros, so that an fsync seldom has to write the file's size. */
  readonly preAllocSize: number
  /** False (`forceSync=no`): replies don't wait for the disk. */
  readonly forceSync: boolean
  /** Told the name of each file that is begun. */
  readonly created: (name: string) => void
}

/** An entry's checksum and length. */
const prefixSize = 12
/** Ends each entry: a `B`. */
const endMark = 0x42
const headerSize = 16

/** Appends transactions to ZooKeeper's log files. Entries wait in memory until `flush`. */
export class TxnLog {
  readonly #options: TxnLogOptions
  #file: DiskFile | undefined
  #position = 0
  #allocated = 0
  readonly #batch = new Batch()
  #firstPending: bigint | undefined
  #unsynced: DiskFile[] = []

  constructor(options: TxnLogOptions) {
    this.#options = options
  }

  /** @param bytes what `encodeEntry` gives */
  append(zxid: bigint, bytes: Buffer): void {
    this.#firstPending ??= zxid
    this.#batch.add(bytes)
  }

  /** Writes what waits; resolves when it will survive a crash. Throws or rejects with the disk's error. */
  flush(): Promise<void> | undefined {
    if (this.#firstPending === undefined) return undefined
    const file = this.#file ?? this.#begin(this.#firstPending)
    const batch = this.#batch.take()
    this.#preAllocate(file, this.#position + batch.length)
    file.write([batch], this.#position)
    this.#position += batch.length
    this.#firstPending = undefined
    return this.#options.forceSync ? this.#sync(file) : undefined
  }

  /** The next entry to be flushed begins a new file. */
  roll(): void {
    if (this.#file === undefined) return
    if (this.#options.forceSync) this.#unsynced.push(this.#file)
    else this.#file.close()
    this.#file = undefined
  }

  close(): void {
    this.roll()
    for (const file of this.#unsynced) file.close()
    this.#unsynced = []
  }

  async #sync(file: DiskFile): Promise<void> {
    const closing = this.#unsynced
    this.#unsynced = []
    await file.syncLater()
    for (const old of closing) old.close()
  }

  #begin(zxid: bigint): DiskFile {
    const { disk, directory, created } = this.#options
    const path = filePath(directory, 'log', zxid)
    const file = disk.open(path, 'create')
    file.truncate(0)
    file.write([encodeJute(FileHeader, { magic: logMagic, version: fileVersion, dbid: 0n })], 0)
    disk.syncDirectory(directory)
    this.#file = file
    this.#position = headerSize
    this.#allocated = headerSize
    created(path.slice(path.lastIndexOf('/') + 1))
    return file
  }

  /** Like ZooKeeper, always keeps 4 KiB of zeros ahead. */
  #preAllocate(file: DiskFile, end: number): void {
    const step = this.#options.preAllocSize
    if (step === 0 || end + 4096 < this.#allocated) return
    this.#allocated = (Math.floor((end + 4096) / step) + 1) * step + headerSize
    file.write([Buffer.alloc(1)], this.#allocated - 1)
  }
}

const usualBatch = 64 * 1024

/** Entries that go to the file together, in one piece of memory that serves again and again. */
class Batch {
  #bytes = Buffer.allocUnsafeSlow(usualBatch)
  #size = 0

  add(entry: Buffer): void {
    const at = this.#room(prefixSize + entry.length + 1)
    this.#bytes.writeUInt32BE(0, at)
    this.#bytes.writeUInt32BE(adler32(entry), at + 4)
    this.#bytes.writeInt32BE(entry.length, at + 8)
    this.#bytes.set(entry, at + prefixSize)
    this.#bytes[at + prefixSize + entry.length] = endMark
  }

  /** What was added, until the next `add`. */
  take(): Buffer {
    const batch = this.#bytes.subarray(0, this.#size)
    this.#size = 0
    if (this.#bytes.length > usualBatch) this.#bytes = Buffer.allocUnsafeSlow(usualBatch)
    return batch
  }

  #room(size: number): number {
    const at = this.#size
    this.#size += size
    if (this.#size > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * this.#size)
      this.#bytes.copy(larger, 0, 0, at)
      this.#bytes = larger
    }
    return at
  }
}
