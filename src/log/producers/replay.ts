import type { RecordBatch } from '../../wire/records/batch.ts'
import type { LogState } from '../log-state.ts'
import type { Pace } from '../pace.ts'
import { fileBatches } from '../scan.ts'
import type { Segment } from '../segment.ts'
import type { CompletedTransaction } from './producer-append.ts'

/** Tells the producers' state of a batch that is in the log already; returns transactions that it ended. */
export function replayBatch(log: LogState, batch: RecordBatch): readonly CompletedTransaction[] {
  if (batch.magic < 2 || !batch.hasProducerId) return []
  const append = log.producers.prepare(batch.producerId, 'replication')
  append.add(batch, batch.baseOffset)
  log.producers.apply(append)
  return append.completed
}

/** The state becomes that of all records before the log's end: from the newest snapshot, then from the records after it. */
export async function rebuildProducers(log: LogState, pace: Pace): Promise<void> {
  for (const segment of startRebuild(log)) {
    replaySegment(log, segment)
    await pace.breathe()
  }
  endRebuild(log)
}

/** The same without a pause, for a truncation. */
export function rebuildProducersNow(log: LogState): void {
  for (const segment of startRebuild(log)) replaySegment(log, segment)
  endRebuild(log)
}

function startRebuild(log: LogState): readonly Segment[] {
  const { producers, logStartOffset, logEndOffset, now } = log
  const wasUnused = producers.isEmpty && producers.endOffset >= logEndOffset
  producers.reload(logStartOffset, logEndOffset, now)
  if (wasUnused || producers.endOffset >= logEndOffset) return []
  return log.segments.between(producers.endOffset, logEndOffset)
}

function replaySegment(log: LogState, segment: Segment): void {
  const { producers } = log
  const from = Math.max(segment.baseOffset, producers.endOffset, log.logStartOffset)
  const start = segment.locate(from)
  if (!start) return
  for (const { batch } of fileBatches(segment.file, start.position, segment.size)) {
    for (const ended of replayBatch(log, batch)) producers.complete(ended)
  }
}

function endRebuild(log: LogState): void {
  log.producers.endOffset = log.logEndOffset
  log.producers.takeSnapshot()
  log.producers.highWatermarkMoved(log.highWatermark)
}
