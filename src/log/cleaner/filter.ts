import { attribute, RecordBatch } from '../../wire/records/batch.ts'
import { buildBatch } from '../../wire/records/builder.ts'
import { codecName } from '../../wire/records/compression.ts'
import { buildMessageSet } from '../../wire/records/legacy.ts'
import type { LogRecord } from '../../wire/records/record.ts'
import type { ProducerEntry } from '../producers/producer-entry.ts'
import { recordsOf } from '../scan.ts'
import type { OffsetMap } from './offset-map.ts'
import type { TransactionsSeen } from './transactions.ts'

export interface FilterOptions {
  readonly map: OffsetMap
  readonly transactions: TransactionsSeen
  readonly producers: ReadonlyMap<number, ProducerEntry>
  /** Wall time (ms) of this cleaning. */
  readonly now: number
  readonly deleteRetentionMs: number
  /** Tombstones of formats 0 and 1 stay: their segment is too young. */
  readonly keepsLegacyTombstones: boolean
}

/** What compaction leaves of a batch: the same bytes, fewer records, or nothing. Offsets never change. */
export function filterBatch(batch: RecordBatch, options: FilterOptions): Buffer | undefined {
  if (batch.magic < 2) return filterLegacy(batch, options)
  const canGo = options.transactions.read(batch)
  const horizon = batch.hasDeleteHorizon ? batch.baseTimestamp : undefined
  const dropsAll = canGo && (!batch.isControl || (horizon !== undefined && horizon <= options.now))
  const kept = dropsAll ? [] : keptRecords(batch, horizon, options)
  if (kept.length === 0) return isLastOfProducer(batch, options.producers) ? emptyBatch(batch) : undefined
  const needsHorizon = horizon === undefined && (batch.isControl ? canGo : kept.some((record) => record.value === null))
  if (kept.length === batch.count && !needsHorizon) return Buffer.from(batch.view)
  return rebuild(batch, kept, needsHorizon ? options.now + options.deleteRetentionMs : horizon)
}

function keptRecords(batch: RecordBatch, horizon: number | undefined, options: FilterOptions): LogRecord[] {
  const all = [...recordsOf(batch)]
  if (batch.isControl) return all
  const keepsTombstones = horizon === undefined || options.now < horizon
  return all.filter((record) => isKept(record, keepsTombstones, options.map))
}

function isKept(record: LogRecord, keepsTombstones: boolean, map: OffsetMap): boolean {
  if (record.offset > map.latestOffset) return true
  if (record.key === null) return false
  if (record.value === null && !keepsTombstones) return false
  return record.offset >= map.get(record.key)
}

/** Its sequence must stay known, or the next batch of the producer would be out of order. */
function isLastOfProducer(batch: RecordBatch, producers: ReadonlyMap<number, ProducerEntry>): boolean {
  const entry = batch.hasProducerId ? producers.get(batch.producerId) : undefined
  if (!entry) return false
  if (entry.lastOffset >= 0) return batch.lastOffset === entry.lastOffset
  return batch.isControl && batch.producerEpoch === entry.producerEpoch
}

function rebuild(batch: RecordBatch, kept: readonly LogRecord[], deleteHorizon: number | undefined): Buffer {
  const { baseOffset, lastOffset, producerId, producerEpoch, baseSequence, partitionLeaderEpoch } = batch
  const { isTransactional, isControl } = batch
  return buildBatch(kept, {
    ...{
      baseOffset,
      lastOffset,
      producerId,
      producerEpoch,
      baseSequence,
      partitionLeaderEpoch,
      isTransactional,
      isControl,
    },
    codec: codecName(batch.codec),
    ...(batch.isLogAppendTime ? { logAppendTime: batch.maxTimestamp } : {}),
    ...(deleteHorizon === undefined ? {} : { deleteHorizon }),
  })
}

function emptyBatch(batch: RecordBatch): Buffer {
  const { baseOffset, lastOffset, producerId, producerEpoch, baseSequence, partitionLeaderEpoch } = batch
  const { isTransactional, isControl, maxTimestamp } = batch
  const empty = buildBatch([], {
    ...{
      baseOffset,
      lastOffset,
      producerId,
      producerEpoch,
      baseSequence,
      partitionLeaderEpoch,
      isTransactional,
      isControl,
    },
    logAppendTime: maxTimestamp,
  })
  const made = new RecordBatch(empty)
  if (!batch.isLogAppendTime) made.setAttributes(made.attributes & ~attribute.logAppendTime)
  made.updateCrc()
  return empty
}

function filterLegacy(batch: RecordBatch, options: FilterOptions): Buffer | undefined {
  const all = [...recordsOf(batch)]
  const kept = all.filter((record) => isKept(record, options.keepsLegacyTombstones, options.map))
  if (kept.length === 0) return undefined
  if (kept.length === all.length) return Buffer.from(batch.view)
  const attributes = batch.bytes[batch.start + 17] ?? 0
  return buildMessageSet(kept, { magic: batch.magic === 0 ? 0 : 1, codec: codecName(attributes & 7) })
}
