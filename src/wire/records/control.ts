import type { RecordBatch } from './batch.ts'
import { buildBatch } from './builder.ts'
import { CorruptRecordError } from './corrupt.ts'
import { records } from './record.ts'

export interface EndTransactionMarker {
  readonly type: 'ABORT' | 'COMMIT'
  readonly coordinatorEpoch: number
}

export interface MarkerOptions {
  readonly producerId: number
  readonly producerEpoch: number
  readonly timestamp: number
  readonly baseOffset?: number
  readonly partitionLeaderEpoch?: number
}

/** The batch with which a transaction coordinator ends a transaction in a partition. */
export function buildMarker(marker: EndTransactionMarker, options: MarkerOptions): Buffer {
  const key = Buffer.alloc(4)
  key.writeInt16BE(marker.type === 'COMMIT' ? 1 : 0, 2)
  const value = Buffer.alloc(6)
  value.writeInt32BE(marker.coordinatorEpoch, 2)
  const { timestamp, ...rest } = options
  return buildBatch([{ timestamp, key, value }], { ...rest, isTransactional: true, isControl: true })
}

/** The marker in a control batch; undefined for a control record of another kind. Throws `CorruptRecordError`. */
export function readMarker(batch: RecordBatch): EndTransactionMarker | undefined {
  const record = records(batch).next().value
  if (!record?.key || record.key.length < 4)
    throw new CorruptRecordError('Invalid byte buffer for control record type key')
  const type = record.key.readInt16BE(2)
  if (type !== 0 && type !== 1) return undefined
  if (!record.value || record.value.length < 6) throw new CorruptRecordError('Invalid end transaction marker value')
  return { type: type === 1 ? 'COMMIT' : 'ABORT', coordinatorEpoch: record.value.readInt32BE(2) }
}
