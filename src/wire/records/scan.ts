import type { RecordBatch } from './batch.ts'
import { type DecompressOptions, decompress } from './compression.ts'
import { CorruptRecordError } from './corrupt.ts'

/**
 * Is told where in the bytes a value is, −1 as its length standing for null. True ends the scan.
 * Small numbers only, so that nothing is allocated for a record.
 */
export type ValueVisitor = (offsetDelta: number, start: number, length: number) => boolean

/** The bytes of a batch's records, decompressed. Throws `CorruptRecordError`. */
export function recordData(batch: RecordBatch, options?: DecompressOptions): Buffer {
  return batch.codec === 0 ? batch.recordBytes : decompress(batch.codec, batch.recordBytes, options)
}

/** Finds the values of `count` records one after the other, for output in bulk. Throws `CorruptRecordError`. */
export function scanValues(bytes: Buffer, count: number, visit: ValueVisitor): void {
  let at = 0
  let value = 0
  function varint(): void {
    let next = bytes[at++] ?? 0
    let raw = next & 0x7f
    for (let shift = 7; next >= 0x80; shift += 7) {
      next = bytes[at++] ?? 0
      if (shift < 32) raw |= (next & 0x7f) << shift
    }
    value = (raw >>> 1) ^ -(raw & 1)
  }
  for (let index = 0; index < count; index++) {
    varint()
    const end = at + value
    if (value < 0 || end > bytes.length) throw new CorruptRecordError(`Invalid record size: ${value} bytes`)
    at++ // attributes
    while ((bytes[at++] ?? 0) >= 0x80) {
      // the timestamp's delta, of no interest here
    }
    varint()
    const offsetDelta = value
    varint()
    if (value > 0) at += value
    varint()
    if (at + value > end) throw new CorruptRecordError(`Record field of ${value} bytes goes past its record`)
    if (visit(offsetDelta, at, value)) return
    at = end
  }
}
