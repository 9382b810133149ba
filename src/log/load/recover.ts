import { KafkaError } from '../../wire/kafka/errors.ts'
import type { RecordBatch } from '../../wire/records/batch.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import type { LogState } from '../log-state.ts'
import type { Pace } from '../pace.ts'
import { replayBatch } from '../producers/replay.ts'
import { fileBatches, lastOffsetOf } from '../scan.ts'
import type { Segment } from '../segment.ts'

/**
 * Reads a segment's batches, builds its indexes anew from them, and cuts it at the first one that is torn or corrupt.
 * Returns the bytes that were cut off.
 */
export async function recoverSegment(log: LogState, segment: Segment, pace: Pace): Promise<number> {
  await producersBefore(log, segment, pace)
  segment.resetIndexes()
  const valid = await readBatches(log, segment, pace)
  const cut = segment.size - valid
  if (cut > 0) {
    log.logger.warn(`[UnifiedLog partition=${log.name}] Cutting ${cut} invalid bytes off segment ${segment.baseOffset}`)
    const { max } = segment
    segment.truncateBytes(valid)
    segment.timeIndex.maybeAppend(max.timestamp, max.offset, true)
  }
  segment.seal()
  log.producers.takeSnapshot()
  return cut
}

/** The producers' state at the segment's base, from a snapshot and the segments after it. */
async function producersBefore(log: LogState, segment: Segment, pace: Pace): Promise<void> {
  const { producers } = log
  producers.reload(log.logStartOffset, segment.baseOffset, log.now)
  for (const earlier of log.segments.between(producers.endOffset, segment.baseOffset)) {
    if (earlier.baseOffset >= segment.baseOffset) break
    const start = earlier.locate(Math.max(producers.endOffset, earlier.baseOffset))
    if (!start) continue
    for (const { batch } of fileBatches(earlier.file, start.position, earlier.size)) {
      for (const ended of replayBatch(log, batch)) producers.complete(ended)
      await pace.breathe()
    }
  }
  producers.endOffset = segment.baseOffset
}

/** Returns the position after the last good batch. */
async function readBatches(log: LogState, segment: Segment, pace: Pace): Promise<number> {
  let valid = 0
  try {
    for (const { batch, position, size } of fileBatches(segment.file, 0, segment.size)) {
      recoverBatch(log, segment, batch, position, size)
      valid = position + size
      await pace.breathe()
    }
  } catch (error) {
    if (!(error instanceof CorruptRecordError || error instanceof KafkaError)) throw error
    log.logger.warn(
      `[UnifiedLog partition=${log.name}] Found invalid messages in log segment ${segment.path('.log')} at byte offset ${valid}: ${error.message}`,
    )
  }
  return valid
}

function recoverBatch(log: LogState, segment: Segment, batch: RecordBatch, position: number, size: number): void {
  checkBatch(segment, batch)
  if (batch.magic >= 2) recoverProducers(log, segment, batch)
  segment.indexBatch(batch, position, size)
}

function recoverProducers(log: LogState, segment: Segment, batch: RecordBatch): void {
  recoverEpoch(log, batch)
  const ended = replayBatch(log, batch)
  for (const transaction of ended) {
    const lastStableOffset = log.producers.lastStableOffset(transaction)
    if (transaction.isAborted) segment.txnIndex.append({ ...transaction, lastStableOffset })
    log.producers.complete(transaction)
  }
  log.producers.endOffset = batch.nextOffset
}

/**
 * The batches know better than the checkpoint: after a power loss, records that a truncation had removed may be back where
 * the checkpoint has a later epoch. Under their own epoch the leader finds them diverging; behind a later one they are cut.
 */
function recoverEpoch({ epochs }: LogState, { partitionLeaderEpoch: epoch, baseOffset }: RecordBatch): void {
  if (epoch < 0 || epochs.epochFor(baseOffset) === epoch) return
  epochs.truncateFromEnd(baseOffset)
  if (epoch < (epochs.latest?.epoch ?? -1)) {
    throw new CorruptRecordError(`Batch at offset ${baseOffset} of epoch ${epoch} lies behind one of a later epoch`)
  }
  epochs.assign(epoch, baseOffset)
}

function checkBatch(segment: Segment, batch: RecordBatch): void {
  if (batch.magic >= 2) batch.ensureValid()
  const last = lastOffsetOf(batch)
  if (last < segment.baseOffset || !segment.hasRoomFor(last)) {
    throw new CorruptRecordError(`Batch ends at offset ${last}, which is out of the segment's range`)
  }
}
