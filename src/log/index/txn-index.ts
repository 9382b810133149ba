import type { Disk } from '../../base/disk/disk.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import { readInt64, writeInt64 } from '../../wire/records/int64.ts'
import { syncFile } from '../durable.ts'

const entrySize = 34

/** An aborted transaction: its records lie in [firstOffset, lastOffset], its marker at lastOffset. */
export interface AbortedEntry {
  readonly producerId: number
  readonly firstOffset: number
  readonly lastOffset: number
  readonly lastStableOffset: number
}

/** `.txnindex`: transactions aborted by a marker in this segment. The file is made with the first of them. */
export class TxnIndex {
  readonly #disk: Disk
  path: string
  #entries: AbortedEntry[] | undefined

  constructor(disk: Disk, path: string) {
    this.#disk = disk
    this.path = path
  }

  get entries(): readonly AbortedEntry[] {
    this.#entries ??= this.#read()
    return this.#entries
  }

  append(entry: AbortedEntry): void {
    const entries = [...this.entries, entry]
    const file = this.#disk.open(this.path, 'create')
    try {
      file.write([encode(entry)], (entries.length - 1) * entrySize)
    } finally {
      file.close()
    }
    this.#entries = entries
  }

  /** Drops transactions that ended at or after the offset. */
  truncateTo(offset: number): void {
    const kept = this.entries.filter((entry) => entry.lastOffset < offset)
    if (kept.length === this.entries.length) return
    const file = this.#disk.open(this.path, 'write')
    try {
      file.truncate(kept.length * entrySize)
    } finally {
      file.close()
    }
    this.#entries = kept
  }

  reset(): void {
    this.#disk.remove(this.path)
    this.#entries = []
  }

  sync(): void {
    syncFile(this.#disk, this.path)
  }

  /** False when the file is torn or its entries can't be. */
  load(baseOffset: number): boolean {
    this.#entries = undefined
    if (!this.#disk.exists(this.path)) return true
    if (this.#disk.stat(this.path).size % entrySize !== 0) return false
    try {
      return this.entries.every((entry) => entry.lastOffset >= baseOffset && entry.lastOffset >= entry.firstOffset)
    } catch (error) {
      if (error instanceof CorruptRecordError) return false // a number that no offset can be
      throw error
    }
  }

  #read(): AbortedEntry[] {
    if (!this.#disk.exists(this.path)) return []
    const bytes = this.#disk.readFile(this.path)
    const entries: AbortedEntry[] = []
    for (let at = 0; at + entrySize <= bytes.length; at += entrySize) entries.push(decode(bytes, at))
    return entries
  }
}

function encode(entry: AbortedEntry): Buffer {
  const bytes = Buffer.alloc(entrySize)
  writeInt64(bytes, entry.producerId, 2)
  writeInt64(bytes, entry.firstOffset, 10)
  writeInt64(bytes, entry.lastOffset, 18)
  writeInt64(bytes, entry.lastStableOffset, 26)
  return bytes
}

function decode(bytes: Buffer, at: number): AbortedEntry {
  return {
    producerId: readInt64(bytes, at + 2),
    firstOffset: readInt64(bytes, at + 10),
    lastOffset: readInt64(bytes, at + 18),
    lastStableOffset: readInt64(bytes, at + 26),
  }
}
