import { syncFile, syncFileLater } from './durable.ts'
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

/**
 * Makes records before the offset durable, off the loop, and moves the recovery point there; one flush of a log after
 * the other. A disk that can't puts the log offline.
 */
export function flushTo(log: LogState, offset: number): Promise<void> {
  log.flushing = log.flushing.then(() => flushAll(log, offset))
  return log.flushing
}

async function flushAll(log: LogState, offset: number): Promise<void> {
  if (log.failure) return
  const { version } = log
  try {
    for (const segment of unflushed(log, offset)) await flushSegment(log, segment)
    const files = log.takeUnsynced()
    for (const name of files) if (name !== '') await syncFileLater(log.disk, `${log.path}/${name}`)
    if (!log.failure && files.length > 0) await log.disk.syncDirectoryLater(log.path)
    flushed(log, offset, version)
  } catch (error) {
    if (!log.failure) log.options.onFailure(error instanceof Error ? error : new Error(String(error)))
  }
}

/** A segment that was deleted meanwhile may have lost its files. */
async function flushSegment(log: LogState, segment: Segment): Promise<void> {
  try {
    await segment.flush()
  } catch (error) {
    if (log.segments.has(segment)) throw error
  }
}

/** The same at once, for `flush.messages`. */
export function flushNow(log: LogState, offset: number): void {
  for (const segment of unflushed(log, offset)) segment.flushNow()
  const files = log.takeUnsynced()
  for (const name of files) if (name !== '') syncFile(log.disk, `${log.path}/${name}`)
  if (files.length > 0) log.disk.syncDirectory(log.path)
  flushed(log, offset, log.version)
}

function unflushed(log: LogState, offset: number): readonly Segment[] {
  return offset > log.recoveryPoint ? log.segments.between(log.recoveryPoint, offset) : []
}

function flushed(log: LogState, offset: number, version: number): void {
  log.flushedAt = log.options.clock.elapsed()
  if (version === log.version && offset > log.recoveryPoint) log.recoveryPoint = Math.min(offset, log.logEndOffset)
}
