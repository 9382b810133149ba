import type { DiskFile } from '../../base/disk/disk.ts'
import { field, logOverhead, magicPosition } from '../../wire/records/batch.ts'
import { JavaException } from '../kit/java-exception.ts'

/** A batch of any format, alone in its bytes. */
export interface StoredBatch {
  /** Relative to where reading began. */
  readonly position: number
  readonly bytes: Buffer
}

const headerUpToMagic = magicPosition + 1
const smallestRecord = 14
const blockSize = 1024 * 1024

/** The whole batches of a segment between two positions; a torn one at the end is left out. @throws JavaException at a length that none can have */
export function* fileBatches(file: DiskFile, start = 0, end = file.size()): Generator<StoredBatch, void> {
  const window = new Window(file, end)
  let at = start
  while (at + headerUpToMagic < end) {
    const size = window.view(at, logOverhead).readInt32BE(field.length)
    if (size < smallestRecord) throw tooSmall(size, file.path)
    if (at + logOverhead + size > end) return
    yield { position: at - start, bytes: window.view(at, logOverhead + size) }
    at += logOverhead + size
  }
}

/** @throws JavaException when the file ends before the position */
export function checkStart(file: DiskFile, position: number): void {
  if (position <= file.size()) return
  throw illegalArgument(`Slice from position ${position} exceeds end position of ${fileRecords(file)}`)
}

/** @throws JavaException when the size is negative */
export function checkSliceSize(file: DiskFile, size: number): void {
  if (size < 0) throw illegalArgument(`Invalid size: ${size} in read from ${fileRecords(file)}`)
}

/** As Kafka calls an open segment. */
const fileRecords = (file: DiskFile) => `FileRecords(size=${file.size()}, file=${file.path}, start=0, end=2147483647)`

const illegalArgument = (message: string) => new JavaException('java.lang.IllegalArgumentException', message)

function tooSmall(size: number, path: string): JavaException {
  return new JavaException(
    'org.apache.kafka.common.errors.CorruptRecordException',
    `Found record size ${size} smaller than minimum record overhead (${smallestRecord}) in file ${path}.`,
  )
}

/** Reads a file forwards by the block. */
class Window {
  readonly #file: DiskFile
  readonly #end: number
  #start = 0
  #bytes = Buffer.alloc(0)

  constructor(file: DiskFile, end: number) {
    this.#file = file
    this.#end = end
  }

  /** A view that stays valid; the caller saw to it that the file has so much. */
  view(position: number, length: number): Buffer {
    if (position < this.#start || position + length > this.#start + this.#bytes.length) this.#load(position, length)
    return this.#bytes.subarray(position - this.#start, position - this.#start + length)
  }

  #load(position: number, length: number): void {
    this.#bytes = Buffer.allocUnsafe(Math.min(Math.max(blockSize, length), this.#end - position))
    this.#start = position
    this.#file.read(this.#bytes, position)
  }
}
