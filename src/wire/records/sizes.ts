import { batchHeaderSize, type RecordBatch } from './batch.ts'
import { CorruptRecordError } from './corrupt.ts'
import { recordData } from './scan.ts'
import { VarintReader } from './varint.ts'

/** Is told of a record: how many bytes key and value have together. False ends the walk. */
export type SizeVisitor = (offset: number, bytes: number) => boolean

/** Walks over a batch's records without a look at what they hold. Throws `CorruptRecordError`. */
export function recordSizes(batch: RecordBatch, visit: SizeVisitor): void {
  if (batch.sizeInBytes < batchHeaderSize) throw new CorruptRecordError('Batch is smaller than its header')
  const reader = new VarintReader(recordData(batch))
  const { baseOffset, count } = batch
  for (let index = 0; index < count; index++) {
    const length = reader.varint()
    const end = reader.at + length
    if (length < 0 || end > reader.end) throw new CorruptRecordError(`Invalid record size: ${length} bytes`)
    reader.byte() // attributes, unused so far
    reader.varlong()
    const offset = baseOffset + reader.varint()
    const bytes = skipField(reader) + skipField(reader)
    if (!visit(offset, bytes)) return
    reader.at = end
  }
}

function skipField(reader: VarintReader): number {
  const length = reader.varint()
  if (length <= 0) return 0
  reader.skip(length)
  return length
}
