import type { LogState } from './log-state.ts'
import { fileBatches, fileHeaders, lastOffsetOf, maxTimestampOf, recordsOf } from './scan.ts'
import type { Segment } from './segment.ts'
import type { OffsetAndTimestamp } from './types.ts'

/** The first record at or after the log's start whose timestamp is not before the target. */
export function offsetForTimestamp(log: LogState, target: number): OffsetAndTimestamp | undefined {
  for (const segment of log.segments.all) {
    if (segment.size === 0 || segment.largestTimestamp < target) continue
    const found = searchSegment(log, segment, target)
    if (found) return found
  }
  return undefined
}

/** The largest timestamp of all, with the last offset of the batch that has it: 3.7.0 looks no deeper (KAFKA-16310). */
export function offsetOfMaxTimestamp(log: LogState): OffsetAndTimestamp | undefined {
  let latest: Segment | undefined
  for (const segment of log.segments.all) {
    if (segment.size > 0 && segment.max.timestamp > (latest?.max.timestamp ?? -1)) latest = segment
  }
  return latest && { ...latest.max, leaderEpoch: log.epochs.epochFor(latest.max.offset) }
}

function searchSegment(log: LogState, segment: Segment, target: number): OffsetAndTimestamp | undefined {
  const hint = Math.max(segment.timeIndex.lookup(target).offset, log.logStartOffset)
  const { position } = segment.offsetIndex.lookup(hint)
  for (const header of fileHeaders(segment.file, position, segment.size)) {
    if (maxTimestampOf(header.batch) < target || lastOffsetOf(header.batch) < log.logStartOffset) continue
    const found = searchBatch(log, segment, header.position, header.size, target)
    if (found) return found
  }
  return undefined
}

function searchBatch(
  log: LogState,
  segment: Segment,
  position: number,
  size: number,
  target: number,
): OffsetAndTimestamp | undefined {
  for (const { batch } of fileBatches(segment.file, position, position + size)) {
    const leaderEpoch = batch.magic >= 2 && batch.partitionLeaderEpoch >= 0 ? batch.partitionLeaderEpoch : undefined
    for (const { offset, timestamp } of recordsOf(batch)) {
      if (timestamp >= target && offset >= log.logStartOffset) return { offset, timestamp, leaderEpoch }
    }
  }
  return undefined
}
