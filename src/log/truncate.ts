import { KafkaError } from '../wire/kafka/errors.ts'
import type { LogState } from './log-state.ts'
import { rebuildProducersNow } from './producers/replay.ts'
import type { Segment } from './segment.ts'

/** Records from the offset on go. False when there were none. */
export function truncateTo(log: LogState, offset: number): boolean {
  if (offset < 0) throw new Error(`Cannot truncate partition ${log.name} to a negative offset (${offset}).`)
  if (offset >= log.logEndOffset) {
    // An epoch that this replica led without writing has to go, or its next leader finds it diverging again and again.
    log.epochs.truncateFromEnd(log.logEndOffset)
    return false
  }
  log.logger.info(`[UnifiedLog partition=${log.name}] Truncating to offset ${offset}`)
  if (log.segments.first.baseOffset > offset) {
    truncateFully(log, offset)
    return true
  }
  const later = log.segments.all.filter((segment) => segment.baseOffset > offset)
  removeSegments(log, later)
  const end = log.segments.active.truncateTo(offset)
  log.segments.active.preallocateIndexes()
  endAt(log, end)
  // What is written from here on may reach the disk before this does, and the old records would lie behind it.
  log.segments.active.flushNow()
  if (later.length > 0) log.disk.syncDirectory(log.path)
  log.epochs.truncateFromEnd(end)
  log.logStartOffset = Math.min(end, log.logStartOffset)
  rebuildProducersNow(log)
  return true
}

/** Empties the log and starts it at the offset. */
export function truncateFully(log: LogState, offset: number): void {
  log.logger.info(`[UnifiedLog partition=${log.name}] Truncate and start at offset ${offset}`)
  for (const segment of [...log.segments.all]) {
    log.segments.remove([segment])
    log.producers.removeSnapshot(segment.baseOffset)
    segment.deleteFiles()
  }
  log.createSegment(offset)
  log.disk.syncDirectory(log.path)
  log.logStartOffset = offset
  endAt(log, offset)
  log.epochs.clear()
  log.producers.clearAndStartAt(offset)
}

function endAt(log: LogState, offset: number): void {
  log.logEndOffset = offset
  if (log.recoveryPoint > offset) {
    log.recoveryPoint = offset
    log.options.onRecoveryPointFell()
  }
  log.version++
  log.tail.clear()
  log.highWatermark = Math.min(log.highWatermark, offset)
}

/** Takes segments out of the log; their files go later. */
export function removeSegments(log: LogState, segments: readonly Segment[]): void {
  if (segments.length === 0) return
  log.segments.remove(segments)
  log.version++
  for (const segment of segments) log.deleteSegmentLater(segment)
}

/** Moves the log's start up; records before it are gone for readers at once, their segments with the next retention. */
export function raiseStart(log: LogState, offset: number): boolean {
  if (offset > log.highWatermark) {
    throw new KafkaError(
      'OFFSET_OUT_OF_RANGE',
      `Cannot increment the log start offset to ${offset} of partition ${log.name} ` +
        `since it is larger than the high watermark ${log.highWatermark}`,
    )
  }
  if (offset <= log.logStartOffset) return false
  log.logStartOffset = offset
  log.epochs.truncateFromStart(offset)
  log.producers.startMoved(offset)
  return true
}
