import type { LogState } from './log-state.ts'
import type { Segment } from './segment.ts'

/** Starts a new segment when the batch set has no place in this one, or this one is old enough. */
export function rollIfNeeded(
  log: LogState,
  size: number,
  firstOffset: number,
  lastOffset: number,
  maxTimestamp: number,
): Segment {
  const active = log.segments.active
  return shouldRoll(log, active, size, lastOffset, maxTimestamp) ? roll(log, firstOffset) : active
}

function shouldRoll(log: LogState, active: Segment, size: number, lastOffset: number, maxTimestamp: number): boolean {
  const { config, now } = log
  if (active.size > config.segmentBytes - size) return true
  if (active.offsetIndex.isFull || active.timeIndex.isFull || !active.hasRoomFor(lastOffset)) return true
  return active.size > 0 && active.waited(now, maxTimestamp) > config.segmentMs - active.jitter
}

/** Closes the active segment and makes the next, with a snapshot of the producers between them. */
export function roll(log: LogState, atOffset = log.logEndOffset): Segment {
  const baseOffset = Math.max(atOffset, log.logEndOffset)
  const active = log.segments.active
  if (active.baseOffset === baseOffset) return active // it is empty: there is nothing to close
  active.seal()
  log.producers.endOffset = baseOffset
  log.producers.takeSnapshot()
  log.wrote(log.producers.snapshotPath(baseOffset).slice(log.path.length + 1))
  const created = log.createSegment(baseOffset)
  void flushTo(log, baseOffset)
  return created
}

/** Makes records before the offset durable and moves the recovery point there. A disk that can't puts the log offline. */
export async function flushTo(log: LogState, offset: number): Promise<void> {
  const from = log.recoveryPoint
  if (offset <= from && log.segments.count === 1 && log.segments.active.size === 0) return
  const { version } = log
  try {
    for (const segment of log.segments.between(from, offset)) await segment.flush()
    syncSmallFiles(log)
    flushed(log, offset, version)
  } catch (error) {
    log.options.onFailure(error instanceof Error ? error : new Error(String(error)))
  }
}

/** The same at once, for `flush.messages`. */
export function flushNow(log: LogState, offset: number): void {
  for (const segment of log.segments.between(log.recoveryPoint, offset)) segment.flushNow()
  syncSmallFiles(log)
  flushed(log, offset, log.version)
}

function flushed(log: LogState, offset: number, version: number): void {
  log.flushedAt = log.options.clock.elapsed()
  if (version === log.version && offset > log.recoveryPoint) log.recoveryPoint = Math.min(offset, log.logEndOffset)
}

function syncSmallFiles(log: LogState): void {
  const files = log.takeUnsynced()
  for (const name of files) {
    const path = `${log.path}/${name}`
    if (name === '' || !log.disk.exists(path)) continue
    const file = log.disk.open(path, 'write')
    try {
      file.sync()
    } finally {
      file.close()
    }
  }
  if (files.length > 0) log.disk.syncDirectory(log.path)
}
