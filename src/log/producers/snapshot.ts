import { crc32c } from '../../base/crc32c.ts'
import type { Disk } from '../../base/disk/disk.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import { readInt64, writeInt64 } from '../../wire/records/int64.ts'
import { ProducerEntry } from './producer-entry.ts'

const headerSize = 10
const entrySize = 46
const crcAt = 2
const crcFrom = 6

/** Writes the producers' state as a `.snapshot` file; of each producer's batches only the last. */
export function writeSnapshot(disk: Disk, path: string, entries: Iterable<ProducerEntry>): void {
  const producers = [...entries]
  const bytes = Buffer.alloc(headerSize + producers.length * entrySize)
  bytes.writeInt16BE(1, 0)
  bytes.writeInt32BE(producers.length, crcFrom)
  producers.forEach((entry, index) => {
    writeEntry(bytes, headerSize + index * entrySize, entry)
  })
  bytes.writeUInt32BE(crc32c(bytes.subarray(crcFrom)), crcAt)
  disk.writeFile(path, bytes)
}

/** Throws `CorruptRecordError` for a torn or foreign file, in Kafka's words. */
export function readSnapshot(disk: Disk, path: string): ProducerEntry[] {
  const bytes = disk.readFile(path)
  const count = entryCount(bytes)
  const version = bytes.readInt16BE(0)
  if (version !== 1) throw new CorruptRecordError(`Snapshot contained an unknown file version ${version}`)
  const [stored, computed] = [bytes.readUInt32BE(crcAt), crc32c(bytes.subarray(crcFrom))]
  if (stored !== computed) {
    throw new CorruptRecordError(
      `Snapshot is corrupt (CRC is no longer valid). Stored crc: ${stored}. Computed crc: ${computed}`,
    )
  }
  return Array.from({ length: count }, (_, index) => readEntry(bytes, headerSize + index * entrySize))
}

function entryCount(bytes: Buffer): number {
  if (bytes.length < headerSize) throw invalid(`Error reading a header of ${headerSize} bytes`, bytes.length)
  const count = bytes.readInt32BE(crcFrom)
  const left = bytes.length - headerSize
  if (count >= 0 && count * entrySize <= left) return count
  throw invalid(`Error reading field 'producer_entries': Error reading array of size ${count}`, left)
}

function invalid(what: string, left: number): CorruptRecordError {
  return new CorruptRecordError(`Snapshot failed schema validation: ${what}, only ${left} bytes available`)
}

function writeEntry(bytes: Buffer, at: number, entry: ProducerEntry): void {
  const last = entry.batches.at(-1)
  writeInt64(bytes, entry.producerId, at)
  bytes.writeInt16BE(entry.producerEpoch, at + 8)
  bytes.writeInt32BE(last?.lastSequence ?? -1, at + 10)
  writeInt64(bytes, last?.lastOffset ?? -1, at + 14)
  bytes.writeInt32BE(last?.offsetDelta ?? 0, at + 22)
  writeInt64(bytes, entry.lastTimestamp, at + 26)
  bytes.writeInt32BE(entry.coordinatorEpoch, at + 34)
  writeInt64(bytes, entry.transactionStart ?? -1, at + 38)
}

function readEntry(bytes: Buffer, at: number): ProducerEntry {
  const entry = new ProducerEntry(readInt64(bytes, at))
  entry.producerEpoch = bytes.readInt16BE(at + 8)
  const lastOffset = readInt64(bytes, at + 14)
  const transactionStart = readInt64(bytes, at + 38)
  entry.lastTimestamp = readInt64(bytes, at + 26)
  entry.coordinatorEpoch = bytes.readInt32BE(at + 34)
  if (transactionStart >= 0) entry.transactionStart = transactionStart
  if (lastOffset >= 0) {
    const [lastSequence, offsetDelta] = [bytes.readInt32BE(at + 10), bytes.readInt32BE(at + 22)]
    entry.batches = [{ lastSequence, lastOffset, offsetDelta, timestamp: entry.lastTimestamp }]
  }
  return entry
}
